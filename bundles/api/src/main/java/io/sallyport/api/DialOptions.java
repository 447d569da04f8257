// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a connection is made: sing-box's dial fields.
 *
 * @param connectTimeout for the whole attempt, resolving included
 * @param bindInterface interface that packets must leave by ({@code SO_BINDTODEVICE})
 * @param inet4BindAddress local IPv4 address
 * @param inet6BindAddress local IPv6 address
 * @param routingMark fwmark of packets ({@code SO_MARK}); 0 for none
 * @param strategy which addresses of a name, in which order
 */
public record DialOptions(
    Duration connectTimeout,
    @Nullable String bindInterface,
    @Nullable String inet4BindAddress,
    @Nullable String inet6BindAddress,
    int routingMark,
    AddressFamily strategy) {

  private static final Key<Duration> CONNECT_TIMEOUT =
      Key.duration("connect_timeout", "how long connecting may take, resolving included").or("10s");
  private static final Key<String> BIND_INTERFACE =
      Key.string("bind_interface", "network interface that connections leave by");
  private static final Key<String> INET4_BIND =
      Key.address("inet4_bind_address", "local IPv4 address of connections");
  private static final Key<String> INET6_BIND =
      Key.address("inet6_bind_address", "local IPv6 address of connections");
  private static final Key<Integer> ROUTING_MARK =
      Key.integer("routing_mark", "fwmark set on connections; 0 for none", 0, Integer.MAX_VALUE)
          .or("0");
  private static final Key<AddressFamily> STRATEGY =
      Key.choice("domain_strategy", "which addresses of a name to use", AddressFamily.class)
          .or("prefer_ipv6");

  /** The keys that every outbound which dials has. */
  public static final List<Key<?>> KEYS =
      List.of(CONNECT_TIMEOUT, BIND_INTERFACE, INET4_BIND, INET6_BIND, ROUTING_MARK, STRATEGY);

  /** Ten seconds, no binding, IPv6 first as RFC 8305 wants it. */
  public static final DialOptions DEFAULT =
      new DialOptions(Duration.ofSeconds(10), null, null, null, 0, AddressFamily.PREFER_IPV6);

  /** From a configuration with {@link #KEYS}. */
  public static DialOptions of(Settings settings) {
    return new DialOptions(
        settings.get(CONNECT_TIMEOUT),
        settings.find(BIND_INTERFACE),
        settings.find(INET4_BIND),
        settings.find(INET6_BIND),
        settings.get(ROUTING_MARK),
        settings.get(STRATEGY));
  }

  /** The same with another deadline. */
  public DialOptions within(Duration timeout) {
    return new DialOptions(
        timeout, bindInterface, inet4BindAddress, inet6BindAddress, routingMark, strategy);
  }
}
