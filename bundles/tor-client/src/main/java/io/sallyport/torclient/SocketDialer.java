// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Plain sockets on event loops of its own: what a client uses that is told nothing else. */
public final class SocketDialer implements RelayDialer, AutoCloseable {

  private static final int CLOSE_SECONDS = 5;

  private final EventLoopGroup group;
  private final int timeoutMillis;

  /**
   * Begins with daemon threads, which are started as they are needed.
   *
   * @param threads how many event loops
   * @param timeout for one connection
   */
  public SocketDialer(int threads, Duration timeout) {
    this.group =
        new MultiThreadIoEventLoopGroup(
            threads, new DefaultThreadFactory("tor", true), NioIoHandler.newFactory());
    this.timeoutMillis = Math.toIntExact(timeout.toMillis());
  }

  @Override
  public EventLoop loop() {
    return group.next();
  }

  @Override
  public Future<Channel> connect(InetSocketAddress relay, EventLoop loop) {
    var promise = loop.<Channel>newPromise();
    new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, timeoutMillis)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.AUTO_READ, false)
        .handler(new ChannelInboundHandlerAdapter())
        .connect(relay)
        .addListener(
            (ChannelFuture connected) -> {
              if (!connected.isSuccess()) {
                promise.tryFailure(connected.cause());
              } else if (!promise.trySuccess(connected.channel())) {
                connected.channel().close();
              }
            });
    return promise;
  }

  /** Ends the threads; returns when they have ended. Not to be called on one of them. */
  @Override
  public void close() {
    group
        .shutdownGracefully(0, CLOSE_SECONDS, TimeUnit.SECONDS)
        .awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
