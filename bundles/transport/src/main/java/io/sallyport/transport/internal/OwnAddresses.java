// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The addresses of this machine, to which no name leads a client of an attached interface: anybody
 * may make a name for 127.0.0.1, and what listens there takes such a client for this machine
 * itself. Any thread.
 */
final class OwnAddresses {

  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Set<InetAddress> addresses = read(Set.of());
  private volatile long since = System.nanoTime();

  /** Whether a flow is a client's who asks for a name; whoever asks for an address was checked. */
  static boolean concern(Flow flow) {
    return flow.origin().interfaceName() != null && flow.destination() instanceof Destination.Name;
  }

  /** The addresses that are somebody else's. */
  List<InetAddress> without(List<InetAddress> addresses) {
    return addresses.stream().filter(address -> !isOwn(address)).toList();
  }

  static ConnectFailure refusal() {
    return new ConnectFailure(
        ConnectFailure.Reason.REJECTED, "the name leads to this machine itself");
  }

  /** Never blocks. What was given to an interface just now is known a moment later. */
  boolean isOwn(InetAddress address) {
    return address.isLoopbackAddress()
        || address.isAnyLocalAddress()
        || address.isMulticastAddress()
        || current().contains(address);
  }

  private Set<InetAddress> current() {
    if (System.nanoTime() - since >= FRESH_NANOS && reading.compareAndSet(false, true)) {
      // Many interfaces are many system calls.
      Thread.ofVirtual()
          .name("sallyport-own-addresses")
          .start(
              () -> {
                addresses = read(addresses);
                since = System.nanoTime();
                reading.set(false);
              });
    }
    return addresses;
  }

  private static Set<InetAddress> read(Set<InetAddress> before) {
    try {
      return NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .collect(Collectors.toUnmodifiableSet());
    } catch (SocketException e) {
      return before;
    }
  }
}
