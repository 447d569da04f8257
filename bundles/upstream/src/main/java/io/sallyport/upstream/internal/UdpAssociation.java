// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Transport;
import io.sallyport.sockscodec.Socks5Request;
import io.sallyport.sockscodec.SocksAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One UDP ASSOCIATE (RFC 1928 §4, §7): a control connection to the proxy, and a channel for
 * datagrams to the relay that the proxy names. Each ends with the other. Used once; what happens
 * happens on the flow's loop.
 */
final class UdpAssociation {

  private final Endpoint endpoint;
  private final Upstream upstream;
  private final Transport transport;
  private final Detours detours;
  private final Flow flow;
  private final EventLoop loop;
  private final Promise<Channel> promise;
  private @Nullable Socks5Command command;

  UdpAssociation(
      SocksServer server,
      Upstream upstream,
      Transport transport,
      Detours detours,
      Flow flow,
      EventLoop loop) {
    this.endpoint = server.endpoint();
    this.upstream = upstream;
    this.transport = transport;
    this.detours = detours;
    this.flow = flow;
    this.loop = loop;
    this.promise = loop.newPromise();
  }

  Future<Channel> open() {
    Future<Channel> asking = upstream.ask(flow, this::request, loop);
    promise.addListener(
        done -> {
          if (done.isCancelled()) {
            asking.cancel(false);
          }
        });
    asking.addListener(
        (Future<Channel> asked) -> {
          if (asked.isSuccess()) {
            granted(asked.getNow());
          } else {
            promise.tryFailure(asked.cause());
          }
        });
    return promise;
  }

  /** "Zeros" say that we do not know where from we shall send, in the family that we use. */
  private Handshake request(Channel control) {
    boolean six =
        endpoint.detour() == null
            && control.remoteAddress() instanceof InetSocketAddress remote
            && remote.getAddress() instanceof Inet6Address;
    var from = six ? SocksAddress.ANY_IPV6 : SocksAddress.ANY_IPV4;
    var asked = new Socks5Command(endpoint, new Socks5Request(Socks5Request.UDP_ASSOCIATE, from));
    command = asked;
    return asked;
  }

  private void granted(Channel control) {
    promise.addListener(
        (Future<Channel> done) -> {
          if (!done.isSuccess()) {
            control.close();
          }
        });
    control.pipeline().addLast(new ControlWatch());
    control.config().setAutoRead(true);
    Destination relay;
    try {
      relay = relay(java.util.Objects.requireNonNull(command).bound(), control);
    } catch (IllegalArgumentException e) {
      fail("named no relay for datagrams", e);
      return;
    }
    if (relay instanceof Destination.Name(var host, int port) && endpoint.detour() == null) {
      transport
          .resolve(host, endpoint.dial().strategy(), loop)
          .addListener((Future<List<InetAddress>> found) -> found(found, port, control));
    } else {
      connect(relay, control);
    }
  }

  /** Where a server says that it relays at no address in particular, it means its own. */
  private Destination relay(SocksAddress bound, Channel control) {
    if (bound.port() == 0) {
      throw new IllegalArgumentException("port 0");
    }
    return switch (bound) {
      case SocksAddress.Name(var name, int port) -> Destination.of(name, port);
      case SocksAddress.Ip(var ip, int port) when !ip.isAnyLocalAddress() ->
          Destination.of(ip.getAddress(), port);
      case SocksAddress.Ip(_, int port) ->
          endpoint.detour() == null && control.remoteAddress() instanceof InetSocketAddress remote
              ? Destination.of(remote.getAddress().getAddress(), port)
              : endpoint.server().withPort(port);
    };
  }

  private void found(Future<List<InetAddress>> found, int port, Channel control) {
    if (found.isSuccess()) {
      connect(Destination.of(found.getNow().getFirst().getAddress(), port), control);
    } else {
      fail("named a relay that cannot be found", found.cause());
    }
  }

  private void connect(Destination relay, Channel control) {
    Future<Channel> opening;
    if (endpoint.detour() instanceof String tag) {
      var detour = detours.find(tag);
      opening =
          detour == null
              ? loop.newFailedFuture(
                  new ConnectFailure(Reason.OUTBOUND_UNAVAILABLE, "there is no outbound " + tag))
              : detour.associate(flow.to(relay), loop);
    } else {
      opening = transport.datagrams(endpoint.dial(), loop);
    }
    opening.addListener(
        (Future<Channel> opened) -> {
          if (loop.inEventLoop()) {
            opened(opened, relay, control);
          } else {
            loop.execute(() -> opened(opened, relay, control));
          }
        });
  }

  private void opened(Future<Channel> opened, Destination relay, Channel control) {
    if (!opened.isSuccess()) {
      promise.tryFailure(
          opened.cause() instanceof ConnectFailure failure
              ? failure
              : endpoint.failure(Reason.GENERAL, "cannot be sent datagrams", opened.cause()));
      return;
    }
    var datagrams = opened.getNow();
    datagrams.pipeline().addLast(new SocksDatagrams(relay));
    control.closeFuture().addListener(_ -> datagrams.close());
    datagrams.closeFuture().addListener(_ -> control.close());
    if (!control.isActive() || !promise.trySuccess(datagrams)) {
      promise.tryFailure(endpoint.failure(Reason.UPSTREAM_PROTOCOL, "ended the association"));
      datagrams.close();
    }
  }

  private void fail(String what, Throwable cause) {
    promise.tryFailure(endpoint.failure(Reason.UPSTREAM_PROTOCOL, what, cause));
  }
}
