// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.linux.Link;
import io.sallyport.linux.LinkEvent;
import io.sallyport.linux.LinkMonitor;
import io.sallyport.linux.SystemCallException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** What all attachments share: the interfaces of this machine, and which are attached by whom. */
@Component(service = LinkWatch.class)
public final class LinkWatch {

  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Map<String, String> claims = new ConcurrentHashMap<>();
  private final @Nullable LinkMonitor monitor;
  private volatile Map<Integer, Link> links = Map.of();
  private volatile Set<InetAddress> own = Set.of();

  /** Knows all interfaces as soon as it is there. */
  @Activate
  public LinkWatch(@Reference(service = LoggerFactory.class) Logger log) {
    LinkMonitor begun = null;
    try {
      begun =
          new LinkMonitor(
              this::changed,
              broken -> log.error("interfaces are no longer watched: {}", broken.getMessage()));
    } catch (SystemCallException e) {
      log.error("interfaces cannot be watched: {}", e.getMessage());
    }
    monitor = begun;
  }

  @Deactivate
  void stop() {
    if (monitor != null) {
      monitor.close();
    }
  }

  /** On the monitor's thread only. */
  private void changed(LinkEvent event) {
    var now = new HashMap<>(links);
    if (event instanceof LinkEvent.Removed) {
      now.remove(event.link().index());
    } else {
      now.put(event.link().index(), event.link());
    }
    links = Map.copyOf(now);
    own =
        now.values().stream()
            .flatMap(link -> link.addresses().stream())
            .map(address -> address.ip())
            .collect(Collectors.toUnmodifiableSet());
    listeners.forEach(Runnable::run);
  }

  /** Told, on the monitor's thread, whenever anything about any interface has changed. */
  void listen(Runnable listener) {
    listeners.add(listener);
  }

  void forget(Runnable listener) {
    listeners.remove(listener);
  }

  /** The interface of a name, if it is there. */
  Optional<Link> find(String name) {
    return links.values().stream().filter(link -> link.name().equals(name)).findFirst();
  }

  /** The interface of an index, whatever it is called by now. */
  Optional<Link> find(int index) {
    return Optional.ofNullable(links.get(index));
  }

  /** Whether an address is this machine's. */
  boolean isOwn(InetAddress address) {
    return own.contains(address);
  }

  /** Takes an interface for a file; who has it if that is somebody else, else null. */
  @Nullable String claim(String interfaceName, String tag) {
    var holder = claims.putIfAbsent(interfaceName, tag);
    return holder == null || holder.equals(tag) ? null : holder;
  }

  /** Gives an interface back. */
  void giveUp(String interfaceName, String tag) {
    claims.remove(interfaceName, tag);
  }
}
