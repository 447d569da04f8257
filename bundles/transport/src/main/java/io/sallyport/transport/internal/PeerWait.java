// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Listening;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket for one peer: the first connection from its address is the one, others are
 * closed at once. How long it waits is for whoever closes it to say.
 */
final class PeerWait implements Listening {

  /** Nobody is there (RFC 5737); the way to it is the default route. */
  private static final byte[] FAR_IPV4 = {(byte) 192, 0, 2, 1};

  private final Channel server;
  private final InetSocketAddress address;
  private final Promise<Channel> accepted;

  private PeerWait(Channel server, InetSocketAddress address, Promise<Channel> accepted) {
    this.server = server;
    this.address = address;
    this.accepted = accepted;
    accepted.addListener(_ -> server.close());
    server.closeFuture().addListener(_ -> cancelled());
  }

  /** Listens on the address that leads to the peer; on all, if it may be anybody. */
  static Future<Listening> open(
      TransportType type, InetSocketAddress expected, DialOptions options, EventLoop loop) {
    Promise<Listening> done = loop.newPromise();
    var ip = expected.getAddress();
    if (ip == null) {
      return done.setFailure(
          new ConnectFailure(ConnectFailure.Reason.GENERAL, "the peer has no address"));
    }
    boolean anybody = ip.isAnyLocalAddress();
    new RouteProbe(type, options, loop)
        .localFor(anybody ? defaultRoute() : ip)
        .addListener(
            (Future<InetAddress> local) -> {
              if (local.isSuccess()) {
                listen(type, anybody ? null : ip, local.getNow(), options, loop, done);
              } else if (anybody) {
                // No way out of this machine: whoever comes, comes from here.
                listen(type, null, InetAddress.getLoopbackAddress(), options, loop, done);
              } else {
                done.tryFailure(local.cause());
              }
            });
    return done;
  }

  private static InetAddress defaultRoute() {
    try {
      return InetAddress.getByAddress(FAR_IPV4);
    } catch (java.net.UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static void listen(
      TransportType type,
      @Nullable InetAddress only,
      InetAddress local,
      DialOptions options,
      EventLoop loop,
      Promise<Listening> done) {
    Promise<Channel> accepted = loop.newPromise();
    var bootstrap =
        new ServerBootstrap()
            .group(loop)
            .channelFactory(type.servers())
            .option(ChannelOption.SO_BACKLOG, 8)
            .childOption(ChannelOption.AUTO_READ, false)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, SocketTransport.waterMark())
            .childHandler(new Door(only, accepted));
    Dialer.mark(bootstrap, options);
    bootstrap
        .bind(only == null ? new InetSocketAddress(0) : new InetSocketAddress(local, 0))
        .addListener(
            (ChannelFuture bound) -> {
              if (!bound.isSuccess()) {
                done.tryFailure(SocketFailures.of(bound.cause()));
                return;
              }
              int port = ((InetSocketAddress) bound.channel().localAddress()).getPort();
              var listening =
                  new PeerWait(bound.channel(), new InetSocketAddress(local, port), accepted);
              if (!done.trySuccess(listening)) {
                listening.close();
              }
            });
  }

  @Override
  public InetSocketAddress address() {
    return address;
  }

  @Override
  public Future<Channel> accepted() {
    return accepted;
  }

  @Override
  public void close() {
    server.close();
  }

  private void cancelled() {
    accepted.tryFailure(
        new ConnectFailure(ConnectFailure.Reason.CANCELLED, "nobody waits for the peer any more"));
  }

  /** Lets one in. */
  private static final class Door extends ChannelInitializer<Channel> {
    private final @Nullable InetAddress only;
    private final Promise<Channel> accepted;

    Door(@Nullable InetAddress only, Promise<Channel> accepted) {
      this.only = only;
      this.accepted = accepted;
    }

    @Override
    protected void initChannel(Channel peer) {
      boolean right =
          only == null
              || peer.remoteAddress() instanceof InetSocketAddress from
                  && only.equals(from.getAddress());
      // Out of the call that initialises it: by then its pipeline is empty and it is active.
      peer.eventLoop()
          .execute(
              () -> {
                if (!right || !accepted.trySuccess(peer)) {
                  peer.close();
                }
              });
    }

    @Override
    public boolean isSharable() {
      return true;
    }
  }
}
