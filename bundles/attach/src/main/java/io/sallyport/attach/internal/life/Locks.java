// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.attach.internal.rules.Plans;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Commands;
import io.sallyport.linux.Family;
import io.sallyport.linux.NftListing;
import io.sallyport.linux.NftTable;
import io.sallyport.linux.Nftables;
import io.sallyport.linux.Routing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one interface as they stand in the kernel: each table is replaced in one transaction
 * and only if it has to be, remembered as the kernel listed it, and looked at again now and then.
 * Blocks; one thread at a time.
 */
final class Locks {

  /** Between setting what all share and using it nobody may find that nobody uses it. */
  private static final ReentrantLock SHARED = new ReentrantLock();

  private final Nftables nft;
  private final Routing routing;
  private final LinkWatch links;
  private final List<Family> families;
  private final TreeSet<Integer> indexes = new TreeSet<>();
  private final TreeSet<String> deadEnds = new TreeSet<>();
  private final PortGuard ports;
  private final Delivery delivery;
  private @Nullable Written guard;
  private @Nullable Written capture;

  /** What was written, and what the kernel made of it. */
  private record Written(String body, NftListing listing) {}

  Locks(Nftables nft, Routing routing, LinkWatch links, List<Family> families) {
    this.nft = nft;
    this.routing = routing;
    this.links = links;
    this.families = families;
    this.ports = new PortGuard(nft);
    this.delivery = new Delivery(routing, families);
  }

  /** Refuses everything that is not captured. Whatever stood there before stays until it does. */
  void guard(InterfaceSettings settings) throws CommandException {
    var name = settings.interfaceName();
    // An index that was ours stays ours whatever the interface is called, until it is gone.
    indexes.removeIf(index -> links.find(index).isEmpty());
    links.find(name).ifPresent(link -> indexes.add(link.index()));
    var body = Guards.body(settings, indexes);
    // First what needs no nft: it holds alone where rules are refused, of which there are more
    // ways.
    routing.install(Plans.lock(name, families));
    guard = written(Plans.guard(name), body, guard);
    ports.set(name, links.find(name).orElse(null));
    var networks = links.find(name).map(DeadEnd::under).map(DeadEnd::networks).orElse(List.of());
    if (!deadEnds.containsAll(networks)) {
      new DeadEnd(networks).open(Commands.HERE);
      deadEnds.addAll(networks);
    }
  }

  /** Captures, or takes the capture away where there is none. */
  void capture(InterfaceSettings settings, Capture by) throws CommandException {
    var name = settings.interfaceName();
    var plan = by.routing(settings, families);
    SHARED.lock();
    try {
      delivery.install(name, plan);
      var table = Plans.capture(name);
      var body = by.rules(settings);
      if (body.isEmpty()) {
        capture = null;
        nft.delete(table);
      } else {
        capture = written(table, body, capture);
      }
    } finally {
      SHARED.unlock();
    }
    delivery.settle(name, plan);
  }

  private Written written(NftTable table, String body, @Nullable Written before)
      throws CommandException {
    return before != null && before.body.equals(body)
        ? before
        : new Written(body, nft.replace(table, body));
  }

  /** Whether the interfaces are others than those that the guard was written for. */
  boolean concerned(String interfaceName) {
    return indexes.stream()
            .anyMatch(
                index -> links.find(index).filter(l -> l.name().equals(interfaceName)).isEmpty())
        || links.find(interfaceName).filter(l -> !indexes.contains(l.index())).isPresent();
  }

  /** The kernel's listings may name an interface otherwise now: write again when next asked. */
  void forget() {
    guard = null;
    capture = null;
    ports.forget();
  }

  /**
   * Whether everything that was written is as it was; what is not is forgotten, to be written
   * again.
   */
  boolean intact(InterfaceSettings settings) throws CommandException {
    boolean guarded =
        guard == null
            || same(guard) && routing.isInstalled(Plans.lock(settings.interfaceName(), families));
    boolean captured = capture == null || same(capture) && delivery.intact();
    if (!guarded) {
      guard = null;
      ports.forget();
    }
    if (!captured) {
      capture = null;
    }
    return guarded && captured;
  }

  private boolean same(@Nullable Written written) throws CommandException {
    return written != null
        && nft.find(written.listing.table()).filter(written.listing::same).isPresent();
  }

  /** Takes all away, the guard last. */
  void open(InterfaceSettings settings, @Nullable Capture by) throws CommandException {
    var name = settings.interfaceName();
    SHARED.lock();
    try {
      nft.delete(Plans.capture(name));
      if (by != null && !by.sharesRouting()) {
        routing.remove(by.routing(settings, families));
      }
      delivery.forget(name);
      Guards.open(nft, routing, families, name);
    } finally {
      SHARED.unlock();
    }
    ports.forget();
    new DeadEnd(List.copyOf(deadEnds)).close(Commands.HERE);
    deadEnds.clear();
    guard = null;
    capture = null;
    indexes.clear();
  }

  /** What the rules have counted, by the comment of each. */
  Map<String, NftListing.Count> counts(String interfaceName) throws CommandException {
    var counts = new java.util.TreeMap<String, NftListing.Count>();
    for (var table : List.of(Plans.guard(interfaceName), Plans.capture(interfaceName))) {
      Optional<NftListing> listing = nft.find(table);
      listing.ifPresent(found -> counts.putAll(found.counts()));
    }
    return counts;
  }
}
