// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.testing.NoSessions;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * In the place of the session manager: every flow leads to an echo, after a while, but a flow to
 * {@code REASON.fails} fails for that reason. Keeps early bytes as the real one does.
 */
final class EchoSessions extends NoSessions {

  static final InetSocketAddress BOUND = new InetSocketAddress("127.0.0.1", 0x1234);

  final BlockingQueue<Flow> flows = new LinkedBlockingQueue<>();
  final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();

  @Override
  public void serve(Inbound inbound, Flow flow, Channel client, Answer answer) {
    if (!client.eventLoop().inEventLoop() || client.config().isAutoRead()) {
      complaints.add("served off its loop or with autoRead on");
    }
    flows.add(flow);
    if (flow.destination() instanceof Destination.Name name && name.host().endsWith(".fails")) {
      String reason = name.host().substring(0, name.host().indexOf('.'));
      var failure =
          new ConnectFailure(
              ConnectFailure.Reason.valueOf(reason.toUpperCase(Locale.ROOT)), "secret innards");
      answer.failed(failure);
      return;
    }
    var echo = new Echo();
    client.pipeline().addLast(echo);
    client
        .eventLoop()
        .schedule(
            () -> {
              answer.connected(BOUND);
              echo.begin(client);
              client.config().setAutoRead(true);
              if (client.pipeline().names().size() != 2) {
                complaints.add("left behind: " + client.pipeline().names());
              }
            },
            20,
            TimeUnit.MILLISECONDS);
  }

  private static final class Echo extends ChannelInboundHandlerAdapter {
    private @Nullable List<Object> early = new ArrayList<>();

    void begin(Channel client) {
      early.forEach(client::writeAndFlush);
      early = null;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (early != null) {
        early.add(message);
      } else {
        ctx.writeAndFlush(message);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent
          && ctx.channel() instanceof DuplexChannel duplex) {
        ctx.writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(_ -> duplex.shutdownOutput().addListener(_ -> duplex.close()));
      }
    }
  }

  Flow nextFlow() throws InterruptedException {
    var flow = flows.poll(5, TimeUnit.SECONDS);
    if (flow == null) {
      throw new AssertionError("no flow has come");
    }
    return flow;
  }
}
