// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.util.NetUtil;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a listener does beyond CONNECT; immutable.
 *
 * @param udp whether UDP ASSOCIATE is done
 * @param bind whether BIND is done
 * @param ports where relay sockets are bound
 * @param advertised the address that clients are told to send to; null for the one that they have
 *     connected to
 * @param maxAssociations UDP associations at a time
 */
record CommandSettings(
    boolean udp,
    boolean bind,
    PortRange ports,
    @Nullable InetAddress advertised,
    int maxAssociations) {

  static final Key<Boolean> UDP =
      Key.bool("udp", "whether SOCKS5 clients may send datagrams (UDP ASSOCIATE)").or("true");
  static final Key<Boolean> BIND =
      Key.bool("bind", "whether SOCKS clients may wait for a peer (BIND)").or("true");
  static final Key<String> UDP_PORT_RANGE =
      Key.string(
          "udp_port_range", "ports for the datagrams of clients: 20000-20999; any if absent");
  static final Key<String> UDP_ADVERTISE_ADDRESS =
      Key.address(
          "udp_advertise_address",
          "where clients are told to send datagrams, behind NAT; else the address that they use");
  static final Key<Integer> MAX_UDP_ASSOCIATIONS =
      Key.integer("max_udp_associations", "UDP associations at a time", 1, 1_000_000).or("1024");

  static final List<Key<?>> KEYS =
      List.of(UDP, BIND, UDP_PORT_RANGE, UDP_ADVERTISE_ADDRESS, MAX_UDP_ASSOCIATIONS);

  /** From a configuration with {@link #KEYS}. */
  static CommandSettings of(Settings settings) throws ConfigException {
    var ports = PortRange.ANY;
    if (settings.find(UDP_PORT_RANGE) instanceof String range) {
      try {
        ports = PortRange.parse(range);
      } catch (IllegalArgumentException e) {
        throw new ConfigException(UDP_PORT_RANGE.name(), String.valueOf(e.getMessage()));
      }
    }
    var advertised = settings.find(UDP_ADVERTISE_ADDRESS);
    return new CommandSettings(
        settings.get(UDP),
        settings.get(BIND),
        ports,
        advertised == null ? null : NetUtil.createInetAddressFromIpAddressString(advertised),
        settings.get(MAX_UDP_ASSOCIATIONS));
  }
}
