// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.uring.IoUringServerDomainSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.Transport;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/**
 * The handler of a listening Unix socket: spreads clients over the loops of the transport, as
 * {@link Transport#listen} does with those of TCP, and says of each that it has no address.
 */
final class UnixAcceptor extends ChannelInboundHandlerAdapter {

  private static final int BACKLOG = 4096;

  /** As that of the transport's own channels. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final Transport transport;
  private final ChannelHandler child;

  private UnixAcceptor(Transport transport, ChannelHandler child) {
    this.transport = transport;
    this.child = child;
  }

  /** Listens on a file that does not exist yet. */
  static Future<Channel> bind(Transport transport, Path path, ChannelHandler child) {
    boolean nio = transport.type().equals("nio");
    SocketAddress address =
        nio ? UnixDomainSocketAddress.of(path) : new DomainSocketAddress(path.toFile());
    var loop = transport.loop();
    Promise<Channel> promise = loop.newPromise();
    var server = server(transport.type());
    server.config().setOption(ChannelOption.SO_BACKLOG, BACKLOG);
    server.pipeline().addLast(new UnixAcceptor(transport, child));
    loop.register(server)
        .addListener(
            (ChannelFuture registered) -> {
              if (registered.isSuccess()) {
                server.bind(address).addListener((ChannelFuture bound) -> done(bound, promise));
              } else {
                done(registered, promise);
              }
            });
    return promise;
  }

  private static ServerChannel server(String transport) {
    return switch (transport) {
      case "epoll" -> new EpollServerDomainSocketChannel();
      case "io_uring" -> new IoUringServerDomainSocketChannel();
      default -> new NioServerDomainSocketChannel();
    };
  }

  private static void done(ChannelFuture future, Promise<Channel> promise) {
    if (future.isSuccess()) {
      promise.setSuccess(future.channel());
    } else {
      future.channel().unsafe().closeForcibly();
      promise.setFailure(future.cause());
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var client = (Channel) message;
    client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    client.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK);
    ClientSource.set(client, ClientSource.NOWHERE);
    client.pipeline().addLast(child);
    transport
        .loop()
        .register(client)
        .addListener(
            (ChannelFuture registered) -> {
              if (!registered.isSuccess()) {
                client.unsafe().closeForcibly();
              }
            });
  }
}
