// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Transport;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Plain Netty connections, and a record of where they were to go. It resolves nothing. */
final class LoopbackTransport implements Transport, AutoCloseable {

  final List<Destination> dialled = new CopyOnWriteArrayList<>();
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());

  @Override
  public String type() {
    return "nio";
  }

  @Override
  public EventLoop loop() {
    return group.next();
  }

  @Override
  public Future<Channel> connect(Destination destination, DialOptions options, EventLoop loop) {
    dialled.add(destination);
    Promise<Channel> promise = loop.newPromise();
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.AUTO_READ, false)
        .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {}
            })
        .connect(((Destination.Address) destination).toSocketAddress())
        .addListener(
            (ChannelFuture done) -> {
              if (done.isSuccess()) {
                promise.setSuccess(done.channel());
              } else {
                promise.setFailure(
                    new ConnectFailure(ConnectFailure.Reason.REFUSED, "refused", done.cause()));
              }
            });
    return promise;
  }

  @Override
  public Future<Channel> connect(
      List<InetAddress> addresses, int port, DialOptions options, EventLoop loop) {
    throw new AssertionError("an upstream is dialled by its own address");
  }

  @Override
  public Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
    throw new AssertionError("nothing may be resolved here");
  }

  @Override
  public Future<Channel> listen(SocketAddress address, ChannelHandler child) {
    throw new AssertionError("nothing is listened for");
  }

  @Override
  public void close() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
