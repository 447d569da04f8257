// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramPacket;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.testing.NoTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** Real sockets of this machine to addresses; it resolves one name only. */
final class NioTransport extends NoTransport {

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          2, new DefaultThreadFactory("test", true), NioIoHandler.newFactory());

  @Override
  public String type() {
    return "nio";
  }

  @Override
  public EventLoop loop() {
    return loops.next();
  }

  private static ConnectFailure failure(Throwable cause) {
    return new ConnectFailure(ConnectFailure.Reason.REFUSED, "refused", cause);
  }

  private static Future<Channel> opened(ChannelFuture opening, EventLoop loop) {
    Promise<Channel> done = loop.newPromise();
    opening.addListener(
        (ChannelFuture opened) -> {
          if (opened.isSuccess()) {
            done.setSuccess(opened.channel());
          } else {
            done.setFailure(failure(opened.cause()));
          }
        });
    return done;
  }

  @Override
  public Future<Channel> connect(Destination destination, DialOptions options, EventLoop loop) {
    return opened(
        new Bootstrap()
            .group(loop)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
            .handler(new ChannelDuplexHandler())
            .connect(((Destination.Address) destination).toSocketAddress()),
        loop);
  }

  @Override
  public Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
    return name.equals("here.example")
        ? loop.newSucceededFuture(List.of(InetAddress.ofLiteral("192.0.2.3")))
        : loop.newFailedFuture(
            new ConnectFailure(ConnectFailure.Reason.NAME_NOT_FOUND, "not there"));
  }

  @Override
  public Future<Channel> datagrams(DialOptions options, EventLoop loop) {
    return opened(
        new Bootstrap()
            .group(loop)
            .channel(NioDatagramChannel.class)
            .option(ChannelOption.AUTO_READ, false)
            .handler(
                new ChannelDuplexHandler() {
                  @Override
                  public void channelRead(ChannelHandlerContext ctx, Object message) {
                    var packet = (DatagramPacket) message;
                    var from = packet.sender();
                    ctx.fireChannelRead(
                        new Datagram(
                            Destination.of(from.getAddress().getAddress(), from.getPort()),
                            packet.content()));
                  }

                  @Override
                  public void write(
                      ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                    var datagram = (Datagram) message;
                    ctx.write(
                        new DatagramPacket(
                            datagram.content(),
                            ((Destination.Address) datagram.peer()).toSocketAddress()),
                        promise);
                  }
                })
            .bind(new InetSocketAddress("127.0.0.1", 0)),
        loop);
  }
}
