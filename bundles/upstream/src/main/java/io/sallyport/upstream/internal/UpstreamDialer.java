// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Transport;

/** Connects to a proxy and negotiates, both within one {@code connect_timeout}. */
final class UpstreamDialer {

  private final Transport transport;

  UpstreamDialer(Transport transport) {
    this.transport = transport;
  }

  Future<Channel> connect(Endpoint endpoint, Handshake handshake, EventLoop loop) {
    Promise<Channel> promise = loop.newPromise();
    long deadline = System.nanoTime() + endpoint.dial().connectTimeout().toNanos();
    Future<Channel> dialling = transport.connect(endpoint.server(), endpoint.dial(), loop);
    promise.addListener(
        (Future<Channel> done) -> {
          if (done.isCancelled()) {
            dialling.cancel(false);
          }
        });
    dialling.addListener(
        (Future<Channel> dialled) -> {
          if (loop.inEventLoop()) {
            dialled(endpoint, handshake, promise, deadline, dialled);
          } else {
            loop.execute(() -> dialled(endpoint, handshake, promise, deadline, dialled));
          }
        });
    return promise;
  }

  private static void dialled(
      Endpoint endpoint,
      Handshake handshake,
      Promise<Channel> promise,
      long deadline,
      Future<Channel> dialled) {
    if (!dialled.isSuccess()) {
      promise.tryFailure(unreachable(endpoint, dialled.cause()));
    } else if (promise.isDone()) {
      dialled.getNow().close();
    } else {
      long left = Math.max(1, deadline - System.nanoTime());
      dialled.getNow().pipeline().addLast(new Negotiation(endpoint, handshake, promise, left));
    }
  }

  /** What the transport says is about the proxy; told as it is, it would be about the far end. */
  private static ConnectFailure unreachable(Endpoint endpoint, Throwable cause) {
    var reason = cause instanceof ConnectFailure f ? f.reason() : Reason.GENERAL;
    return endpoint.failure(
        switch (reason) {
          case TIMEOUT, CANCELLED, LIMIT -> reason;
          case REFUSED,
              HOST_UNREACHABLE,
              NETWORK_UNREACHABLE,
              NAME_NOT_FOUND,
              RESOLVE_FAILED,
              REJECTED,
              DROPPED,
              OUTBOUND_UNAVAILABLE,
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
