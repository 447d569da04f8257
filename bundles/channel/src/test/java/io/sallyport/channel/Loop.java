// SPDX-License-Identifier: Apache-2.0
package io.sallyport.channel;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** A loop, a channel on it, and what a handler at the end of its pipeline saw. */
final class Loop {

  final EventLoop loop = new DefaultEventLoop();
  final List<String> events = new ArrayList<>();
  private BiConsumer<ChannelHandlerContext, Object> reader = (ctx, message) -> {};
  private int depth;

  <C extends Channel> C register(C channel) throws Exception {
    loop.register(channel).sync();
    run(() -> channel.pipeline().addLast(new Seen()));
    events.clear();
    return channel;
  }

  /** What the handler does with a message, which it owns. */
  void reads(BiConsumer<ChannelHandlerContext, Object> by) {
    reader = by;
  }

  /** Runs something on the loop, and all that follows of it. */
  void run(Runnable task) throws Exception {
    loop.submit(task).get(5, TimeUnit.SECONDS);
    settle();
  }

  void settle() throws Exception {
    for (int i = 0; i < 8; i++) {
      loop.submit(() -> {}).get(5, TimeUnit.SECONDS);
    }
  }

  void close() throws Exception {
    loop.shutdownGracefully(0, 5, TimeUnit.SECONDS).sync();
  }

  private final class Seen extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (++depth > 1) {
        events.add("read inside of a read");
      }
      reader.accept(ctx, message);
      depth--;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      events.add("complete");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        events.add("end");
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      events.add(ctx.channel().isWritable() ? "writable" : "not writable");
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      events.add("inactive");
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      events.add(String.valueOf(cause.getMessage()));
    }
  }
}
