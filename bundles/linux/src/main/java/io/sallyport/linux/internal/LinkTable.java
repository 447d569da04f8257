// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import io.sallyport.linux.Link;
import io.sallyport.linux.LinkAddress;
import io.sallyport.linux.LinkEvent;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What netlink's messages add up to. Not for concurrent use. */
public final class LinkTable {

  private final Map<Integer, Link> links = new TreeMap<>();
  private final Map<Integer, Set<LinkAddress>> addresses = new TreeMap<>();
  private final Set<Integer> seenLinks = new HashSet<>();
  private final Map<Integer, Set<LinkAddress>> seenAddresses = new TreeMap<>();
  private final Consumer<LinkEvent> events;

  /**
   * @param events told of each change, after it
   */
  public LinkTable(Consumer<LinkEvent> events) {
    this.events = events;
  }

  /** Begins a pair of dumps, at whose end whatever they did not tell of is gone. */
  public void beginDump() {
    seenLinks.clear();
    seenAddresses.clear();
  }

  /** Ends it. */
  public void endDump() {
    for (var index : List.copyOf(links.keySet())) {
      if (!seenLinks.contains(index)) {
        take(new Netlink.LinkGone(index));
      } else {
        var seen = seenAddresses.getOrDefault(index, Set.of());
        for (var address : List.copyOf(addresses.getOrDefault(index, Set.of()))) {
          if (!seen.contains(address)) {
            take(new Netlink.AddressGone(index, address));
          }
        }
      }
    }
  }

  /** Takes a message in. */
  public void take(Netlink.Message message) {
    switch (message) {
      case Netlink.LinkIs is -> {
        seenLinks.add(is.index());
        put(
            new Link(
                is.index(),
                is.name(),
                is.flags(),
                is.mtu(),
                is.kind(),
                is.master(),
                addressesOf(is.index())));
      }
      case Netlink.LinkGone(int index) -> {
        addresses.remove(index);
        var gone = links.remove(index);
        if (gone != null) {
          events.accept(new LinkEvent.Removed(gone));
        }
      }
      case Netlink.AddressIs(int index, LinkAddress address) -> {
        seenAddresses.computeIfAbsent(index, i -> new HashSet<>()).add(address);
        if (addresses.computeIfAbsent(index, i -> new LinkedHashSet<>()).add(address)) {
          readdressed(index);
        }
      }
      case Netlink.AddressGone(int index, LinkAddress address) -> {
        if (addresses.getOrDefault(index, new HashSet<>()).remove(address)) {
          readdressed(index);
        }
      }
      case Netlink.Done() -> {
        // The reader counts these.
      }
      case Netlink.Failed(int errno) -> {
        // The reader throws for these.
      }
    }
  }

  private List<LinkAddress> addressesOf(int index) {
    return List.copyOf(addresses.getOrDefault(index, Set.of()));
  }

  /** Addresses may be told of before their link, within one dump. */
  private void readdressed(int index) {
    var link = links.get(index);
    if (link != null) {
      put(
          new Link(
              index,
              link.name(),
              link.flags(),
              link.mtu(),
              link.kind(),
              link.master(),
              addressesOf(index)));
    }
  }

  private void put(Link link) {
    var before = links.put(link.index(), link);
    if (before == null) {
      events.accept(new LinkEvent.Added(link));
    } else if (!before.equals(link)) {
      events.accept(new LinkEvent.Changed(before, link));
    }
  }

  /** All links, by index. */
  public List<Link> links() {
    return new ArrayList<>(links.values());
  }
}
