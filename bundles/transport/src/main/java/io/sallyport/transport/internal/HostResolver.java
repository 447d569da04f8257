// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.ResolvedAddressTypes;
import io.netty.resolver.dns.DefaultDnsCache;
import io.netty.resolver.dns.DnsErrorCauseException;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Looks names up as this machine is configured, one family at a time so that one slow answer does
 * not hold up the other. A resolver per loop, one cache for all.
 */
final class HostResolver implements AutoCloseable {

  /** An upper bound on how long an answer is believed, whatever its TTL says. */
  private static final int MAX_TTL_SECONDS = 3600;

  private static final int NEGATIVE_TTL_SECONDS = 2;

  private record Pair(DnsNameResolver ipv4, DnsNameResolver ipv6) {}

  private final TransportType type;
  private final DnsServerAddressStreamProvider servers;
  private final DefaultDnsCache cache =
      new DefaultDnsCache(0, MAX_TTL_SECONDS, NEGATIVE_TTL_SECONDS);
  private final Map<EventLoop, Pair> resolvers = new ConcurrentHashMap<>();

  HostResolver(TransportType type) {
    this(type, DnsServerAddressStreamProviders.platformDefault());
  }

  /**
   * @param servers whom to ask
   */
  HostResolver(TransportType type, DnsServerAddressStreamProvider servers) {
    this.type = type;
    this.servers = servers;
  }

  /** Both families as {@code family} wants them; fails only if no address is found at all. */
  Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
    var ipv4 = family.wantsIpv4() ? lookup(name, SocketProtocolFamily.INET, loop) : null;
    var ipv6 = family.wantsIpv6() ? lookup(name, SocketProtocolFamily.INET6, loop) : null;
    if (ipv4 == null || ipv6 == null) {
      return ipv4 == null ? Objects.requireNonNull(ipv6) : ipv4;
    }
    Promise<List<InetAddress>> both = loop.newPromise();
    ipv4.addListener(_ -> ipv6.addListener(_ -> join(family, ipv4, ipv6, both)));
    return both;
  }

  private static void join(
      AddressFamily family,
      Future<List<InetAddress>> ipv4,
      Future<List<InetAddress>> ipv6,
      Promise<List<InetAddress>> both) {
    boolean ipv4First = family == AddressFamily.PREFER_IPV4;
    var all = new ArrayList<InetAddress>();
    for (var answer : ipv4First ? List.of(ipv4, ipv6) : List.of(ipv6, ipv4)) {
      if (answer.isSuccess()) {
        all.addAll(answer.getNow());
      }
    }
    if (!all.isEmpty()) {
      both.trySuccess(all);
    } else {
      both.tryFailure(worse(ipv4.cause(), ipv6.cause()));
    }
  }

  /** "Could not be looked up" outweighs "does not exist": half an answer proves no absence. */
  static Throwable worse(Throwable one, Throwable other) {
    return one instanceof ConnectFailure f && f.reason() == ConnectFailure.Reason.NAME_NOT_FOUND
        ? other
        : one;
  }

  /** Addresses of one family; at least one, or a {@link ConnectFailure}. */
  Future<List<InetAddress>> lookup(String name, SocketProtocolFamily family, EventLoop loop) {
    Promise<List<InetAddress>> done = loop.newPromise();
    // RFC 6761 §6.3: names of the loopback are never asked of a server.
    if (name.equals("localhost") || name.endsWith(".localhost")) {
      return done.setSuccess(
          List.of(family == SocketProtocolFamily.INET ? NetUtil.LOCALHOST4 : NetUtil.LOCALHOST6));
    }
    var pair = resolvers.computeIfAbsent(loop, this::open);
    var resolver = family == SocketProtocolFamily.INET ? pair.ipv4 : pair.ipv6;
    try {
      resolver
          .resolveAll(name)
          .addListener(
              (Future<List<InetAddress>> answer) -> {
                if (answer.isSuccess() && !answer.getNow().isEmpty()) {
                  done.trySuccess(answer.getNow());
                } else {
                  done.tryFailure(failure(name, answer.cause()));
                }
              });
    } catch (RuntimeException e) {
      // A name that cannot even be put into a question: a label over 63 bytes and the like.
      done.tryFailure(
          new ConnectFailure(
              ConnectFailure.Reason.NAME_NOT_FOUND, "not a name that DNS can hold", e));
    }
    return done;
  }

  /** The resolver for questions of one's own, on a loop. */
  DnsNameResolver asking(EventLoop loop) {
    return resolvers.computeIfAbsent(loop, this::open).ipv4;
  }

  static ConnectFailure failure(String name, @Nullable Throwable cause) {
    for (var t = cause; t != null; t = t.getCause()) {
      if (t instanceof DnsErrorCauseException error) {
        return error.getCode().equals(DnsResponseCode.NXDOMAIN)
            ? new ConnectFailure(
                ConnectFailure.Reason.NAME_NOT_FOUND, name + " does not exist", cause)
            : new ConnectFailure(
                ConnectFailure.Reason.RESOLVE_FAILED,
                "looking up " + name + ": the server answered " + error.getCode(),
                cause);
      }
      if (t instanceof io.netty.resolver.dns.DnsNameResolverTimeoutException
          || t instanceof java.net.SocketException) {
        return new ConnectFailure(
            ConnectFailure.Reason.RESOLVE_FAILED,
            "looking up " + name + ": no name server answered",
            cause);
      }
    }
    return new ConnectFailure(
        ConnectFailure.Reason.NAME_NOT_FOUND, name + " has no address", cause);
  }

  private Pair open(EventLoop loop) {
    return new Pair(
        open(loop, ResolvedAddressTypes.IPV4_ONLY), open(loop, ResolvedAddressTypes.IPV6_ONLY));
  }

  private DnsNameResolver open(EventLoop loop, ResolvedAddressTypes types) {
    return new DnsNameResolverBuilder(loop)
        .datagramChannelFactory(type.datagrams())
        .socketChannelFactory(type.streams(SocketProtocolFamily.INET6))
        .resolvedAddressTypes(types)
        .resolveCache(cache)
        .nameServerProvider(servers)
        .build();
  }

  @Override
  public void close() {
    for (var pair : resolvers.values()) {
      pair.ipv4.close();
      pair.ipv6.close();
    }
  }
}
