// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What rules say beyond the outbound; null where they say nothing.
 *
 * @param overrideAddress host to go to instead ({@code override_address})
 * @param overridePort port to go to instead ({@code override_port})
 * @param connectTimeout how long the outbound has ({@code connect_timeout})
 * @param idleTimeout how long a TCP session may be silent ({@code idle_timeout})
 * @param udpTimeout how long a UDP session may be silent ({@code udp_timeout})
 */
public record RouteOptions(
    @Nullable String overrideAddress,
    @Nullable Integer overridePort,
    @Nullable Duration connectTimeout,
    @Nullable Duration idleTimeout,
    @Nullable Duration udpTimeout) {

  /** Nothing said. */
  public static final RouteOptions NONE = new RouteOptions(null, null, null, null, null);

  /** These options where they say something, else those of {@code earlier}. */
  public RouteOptions over(RouteOptions earlier) {
    if (earlier == NONE) {
      return this;
    }
    return new RouteOptions(
        overrideAddress != null ? overrideAddress : earlier.overrideAddress,
        overridePort != null ? overridePort : earlier.overridePort,
        connectTimeout != null ? connectTimeout : earlier.connectTimeout,
        idleTimeout != null ? idleTimeout : earlier.idleTimeout,
        udpTimeout != null ? udpTimeout : earlier.udpTimeout);
  }

  /** The destination that these options make of {@code asked}. */
  public Destination apply(Destination asked) {
    if (overrideAddress == null && overridePort == null) {
      return asked;
    }
    int port = overridePort != null ? overridePort : asked.port();
    return overrideAddress != null ? Destination.of(overrideAddress, port) : asked.withPort(port);
  }
}
