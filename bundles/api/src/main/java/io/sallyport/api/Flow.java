// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What was asked for, before any decision; immutable.
 *
 * @param id unique while this process lives, ascending
 * @param network TCP or UDP
 * @param origin who asks
 * @param destination where to; for UDP, the first destination
 * @param isolation with whom the flow may share an outbound's resources
 * @param resolved addresses that a {@code resolve} rule found for the destination's name, which an
 *     outbound that would resolve it here must use, so that what the policy has seen is what is
 *     dialled; empty where no rule did
 */
public record Flow(
    long id,
    Network network,
    Origin origin,
    Destination destination,
    Isolation isolation,
    List<InetAddress> resolved) {

  private static final AtomicLong IDS = new AtomicLong();

  /** A new flow that is not isolated. */
  public static Flow open(Network network, Origin origin, Destination destination) {
    return new Flow(
        IDS.incrementAndGet(), network, origin, destination, Isolation.SHARED, List.of());
  }

  /** The same flow with another destination, as a rule or a name map commands. */
  public Flow to(Destination other) {
    return new Flow(id, network, origin, other, isolation, List.of());
  }

  /** The same flow under another isolation. */
  public Flow isolatedBy(Isolation other) {
    return new Flow(id, network, origin, destination, other, resolved);
  }

  /**
   * With whom the flow may share what would show others that two flows are of one client, such as a
   * Tor circuit: its isolation or, where its policy says nothing, whoever comes by the same inbound
   * from the same address as the same user or with the same login (tor(1): IsolateClientAddr and
   * IsolateSOCKSAuth, which are its defaults too).
   */
  public Isolation apart() {
    return isolation.equals(Isolation.SHARED) ? origin.isolation() : isolation;
  }

  /** The same flow with the addresses of its destination's name. */
  public Flow resolvedTo(List<InetAddress> addresses) {
    return new Flow(id, network, origin, destination, isolation, List.copyOf(addresses));
  }
}
