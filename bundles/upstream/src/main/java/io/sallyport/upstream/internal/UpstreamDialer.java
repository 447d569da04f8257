// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes connections to a proxy ready for a request: TCP, by a detour or by this machine; TLS; and
 * the {@linkplain ProxyServer#prelude() prelude}, all within one {@code connect_timeout}.
 */
final class UpstreamDialer {

  private final Transport transport;
  private final Detours detours;

  UpstreamDialer(Transport transport, Detours detours) {
    this.transport = transport;
    this.detours = detours;
  }

  /**
   * Makes a connection.
   *
   * @param flow on whose behalf, for a detour
   */
  Future<Channel> open(ProxyServer server, Flow flow, EventLoop loop) {
    Promise<Channel> promise = loop.newPromise();
    var timeout = server.endpoint().dial().connectTimeout();
    long deadline = System.nanoTime() + timeout.toNanos();
    Future<Channel> dialling = dial(server.endpoint(), flow, loop);
    if (server.endpoint().detour() != null) {
      // The transport keeps the deadline itself; another outbound has one of its own.
      giveUpAfter(timeout, server.endpoint(), promise, loop);
    }
    promise.addListener(
        (Future<Channel> done) -> {
          if (!done.isSuccess()) {
            dialling.cancel(false);
          }
        });
    dialling.addListener(
        (Future<Channel> dialled) -> {
          if (loop.inEventLoop()) {
            dialled(server, promise, deadline, dialled);
          } else {
            loop.execute(() -> dialled(server, promise, deadline, dialled));
          }
        });
    return promise;
  }

  private Future<Channel> dial(Endpoint endpoint, Flow flow, EventLoop loop) {
    if (!(endpoint.detour() instanceof String tag)) {
      return transport.connect(endpoint.server(), endpoint.dial(), loop);
    }
    var detour = detours.find(tag);
    if (detour == null) {
      return loop.newFailedFuture(
          new ConnectFailure(Reason.OUTBOUND_UNAVAILABLE, "there is no outbound " + tag));
    }
    return detour.connect(
        new Flow(
            flow.id(), Network.TCP, flow.origin(), endpoint.server(), flow.isolation(), List.of()),
        loop);
  }

  private static void giveUpAfter(
      Duration timeout, Endpoint endpoint, Promise<Channel> promise, EventLoop loop) {
    var timer =
        loop.schedule(
            () ->
                promise.tryFailure(
                    endpoint.failure(Reason.TIMEOUT, "was not reached in time by its detour")),
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
    promise.addListener(_ -> timer.cancel(false));
  }

  private static void dialled(
      ProxyServer server, Promise<Channel> promise, long deadline, Future<Channel> dialled) {
    if (!dialled.isSuccess()) {
      promise.tryFailure(unreachable(server.endpoint(), dialled.cause()));
    } else if (promise.isDone()) {
      dialled.getNow().close();
    } else {
      secure(server, dialled.getNow(), promise, deadline);
    }
  }

  private static void secure(
      ProxyServer server, Channel channel, Promise<Channel> promise, long deadline) {
    if (!(server.endpoint().tls() instanceof TlsOptions tls)) {
      introduce(server, channel, promise, deadline);
      return;
    }
    var left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
    var handler = tls.handler(channel.alloc(), server.endpoint().server().port(), left);
    promise.addListener(
        (Future<Channel> done) -> {
          if (!done.isSuccess()) {
            channel.close();
          }
        });
    channel.pipeline().addLast(handler);
    handler
        .handshakeFuture()
        .addListener(
            (Future<Channel> shaken) -> {
              if (shaken.isSuccess()) {
                channel.pipeline().addLast(new TlsEnd());
                TlsStream.around(channel, handler);
                introduce(server, channel, promise, deadline);
              } else {
                promise.tryFailure(insecure(server.endpoint(), shaken.cause()));
                channel.close();
              }
            });
    channel.read();
  }

  private static void introduce(
      ProxyServer server, Channel channel, Promise<Channel> promise, long deadline) {
    var prelude = server.prelude();
    if (prelude == null) {
      if (!promise.trySuccess(channel)) {
        channel.close();
      }
      return;
    }
    long left = Math.max(1, deadline - System.nanoTime());
    channel.pipeline().addLast(new Negotiation(server.endpoint(), prelude, promise, left, null));
  }

  private static ConnectFailure insecure(Endpoint endpoint, Throwable cause) {
    var reason =
        cause instanceof io.netty.handler.ssl.SslHandshakeTimeoutException
            ? Reason.TIMEOUT
            : Reason.UPSTREAM_PROTOCOL;
    return endpoint.failure(reason, "did not agree on TLS: " + cause.getMessage(), cause);
  }

  /** What the transport says is about the proxy; told as it is, it would be about the far end. */
  private static ConnectFailure unreachable(Endpoint endpoint, Throwable cause) {
    var reason = cause instanceof ConnectFailure f ? f.reason() : Reason.GENERAL;
    return endpoint.failure(
        switch (reason) {
          case TIMEOUT, CANCELLED, LIMIT, OUTBOUND_UNAVAILABLE -> reason;
          case REFUSED,
              HOST_UNREACHABLE,
              NETWORK_UNREACHABLE,
              NAME_NOT_FOUND,
              RESOLVE_FAILED,
              REJECTED,
              DROPPED,
              UPSTREAM_AUTH,
              UPSTREAM_PROTOCOL,
              UPSTREAM_FAILED,
              UNSUPPORTED,
              GENERAL ->
              Reason.UPSTREAM_FAILED;
        },
        "cannot be reached: " + cause.getMessage(),
        cause);
  }
}
