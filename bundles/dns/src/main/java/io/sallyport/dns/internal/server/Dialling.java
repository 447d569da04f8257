// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Network;
import io.sallyport.dns.internal.config.ServerSpec;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How a connection to a server comes about: through its outbound, then TLS, then the protocol. */
final class Dialling {

  private final Ground ground;
  private final ServerSpec.Remote spec;
  private final @Nullable TlsClient tls;

  /**
   * @param tls null for plain TCP
   */
  Dialling(Ground ground, ServerSpec.Remote spec, @Nullable TlsClient tls) {
    this.ground = ground;
    this.spec = spec;
    this.tls = tls;
  }

  /** Connects; ends in bounded time whatever the outbound does. */
  Future<Connection> dial(EventLoop loop) {
    Promise<Connection> done = loop.newPromise();
    Future<Channel> attempt;
    try {
      var flow = ground.flow(Network.TCP, spec.at());
      attempt = ground.way(spec.detour()).outbound().connect(flow, loop);
    } catch (ConnectFailure e) {
      return done.setFailure(e);
    }
    var timer =
        loop.schedule(
            () -> {
              done.tryFailure(
                  new ConnectFailure(
                      ConnectFailure.Reason.TIMEOUT, "no connection to " + spec.at() + " in time"));
              attempt.cancel(true);
            },
            ground.timeout().toMillis(),
            TimeUnit.MILLISECONDS);
    done.addListener(_ -> timer.cancel(false));
    attempt.addListener(
        (FutureListener<Channel>)
            opened ->
                loop.execute(
                    () -> {
                      if (!opened.isSuccess()) {
                        done.tryFailure(failure(opened.cause()));
                      } else {
                        connected(opened.getNow(), done);
                      }
                    }));
    return done;
  }

  private void connected(Channel channel, Promise<Connection> done) {
    done.addListener(
        _ -> {
          if (!done.isSuccess()) {
            channel.close();
          }
        });
    if (done.isDone()) {
      return;
    }
    if (tls == null) {
      finish(new StreamConnection(channel, ground.random(), ground.counters()), done);
      return;
    }
    var handler = tls.handler(channel.alloc(), spec.at().port(), ground.timeout());
    channel.pipeline().addLast(handler);
    channel.config().setAutoRead(true);
    handler
        .handshakeFuture()
        .addListener(
            (Future<Channel> shaken) -> {
              if (shaken.isSuccess()) {
                finish(secured(channel, handler.applicationProtocol()), done);
              } else {
                done.tryFailure(
                    new ConnectFailure(
                        ConnectFailure.Reason.UPSTREAM_PROTOCOL,
                        "TLS with " + spec.at() + ": " + shaken.cause().getMessage(),
                        shaken.cause()));
              }
            });
  }

  private Connection secured(Channel channel, @Nullable String protocol) {
    if (spec.kind() == ServerSpec.Kind.TLS) {
      return new StreamConnection(channel, ground.random(), ground.counters());
    }
    var request = new DohRequest(authority(), spec.path());
    return "h2".equals(protocol)
        ? new Http2Connection(channel, request, ground.counters())
        : new Http1Connection(channel, request, ground.counters());
  }

  private String authority() {
    String host = spec.tls() == null ? spec.at().host() : spec.tls().serverName();
    String bracketed = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return spec.at().port() == 443 ? bracketed : bracketed + ":" + spec.at().port();
  }

  private static void finish(Connection connection, Promise<Connection> done) {
    connection.channel.config().setAutoRead(true);
    if (!done.trySuccess(connection)) {
      connection.channel.close();
    }
  }

  private static Throwable failure(Throwable cause) {
    return cause instanceof ConnectFailure
        ? cause
        : new ConnectFailure(ConnectFailure.Reason.GENERAL, String.valueOf(cause), cause);
  }
}
