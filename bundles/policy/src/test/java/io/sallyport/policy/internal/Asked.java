// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import io.netty.util.NetUtil;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.Sniffed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Questions for tests: TCP from 192.0.2.7:40000 to a host at port 443, and variations of it. */
record Asked(
    Network network,
    Origin origin,
    Destination destination,
    @Nullable Sniffed sniffed,
    List<InetAddress> resolved) {

  static Asked host(String host) {
    return to(host, 443);
  }

  static Asked to(String host, int port) {
    var source = new InetSocketAddress(ip("192.0.2.7"), 40000);
    var origin = new Origin("lab1", "socks", "veth0", source, "alice");
    return new Asked(Network.TCP, origin, Destination.of(host, port), null, List.of());
  }

  Asked udp() {
    return new Asked(Network.UDP, origin, destination, sniffed, resolved);
  }

  Asked from(Origin other) {
    return new Asked(network, other, destination, sniffed, resolved);
  }

  Asked from(String address, int port) {
    var source = new InetSocketAddress(ip(address), port);
    return from(
        new Origin(
            origin.inbound(), origin.inboundType(), origin.interfaceName(), source, origin.user()));
  }

  Asked sniffed(Sniffed.@Nullable Protocol protocol, @Nullable String domain) {
    return new Asked(network, origin, destination, new Sniffed(protocol, domain), resolved);
  }

  Asked resolvedTo(String... addresses) {
    return new Asked(
        network, origin, destination, sniffed, Arrays.stream(addresses).map(Asked::ip).toList());
  }

  Question question() {
    return new Question(
        Flow.open(network, origin, destination), sniffed, resolved, RouteOptions.NONE, 0);
  }

  /** The outbound that a policy chooses for it. */
  String by(Policy policy) {
    return policy.decide(question()) instanceof Decision.Route route ? route.outbound() : "";
  }

  static InetAddress ip(String text) {
    try {
      return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
