// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.sallyport.api.Answer;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Sessions;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.osgi.service.log.Logger;

/**
 * Where clients leave the listener: into a session, or out. All methods are called by a handler on
 * its own loop.
 */
record Entrance(Inbound inbound, Sessions sessions, HalfOpen halfOpen, Logger log) {

  /**
   * Hands a client to the session manager and takes the calling handler out of its pipeline.
   *
   * @param surplus what was read beyond the handshake; passed on or released
   */
  void admit(
      ChannelHandlerContext ctx,
      Destination destination,
      Caller caller,
      ReplyForm replies,
      List<ByteBuf> surplus) {
    var client = ctx.channel();
    handOver(
        ctx,
        caller,
        surplus,
        origin -> {
          var flow = Flow.open(Network.TCP, origin, destination);
          sessions.serve(inbound, flow, client, new ClientAnswer(client, replies));
        });
  }

  /**
   * Hands a client on and takes the calling handler out of its pipeline.
   *
   * @param surplus what was read beyond the handshake; passed on or released
   */
  void handOver(
      ChannelHandlerContext ctx, Caller caller, List<ByteBuf> surplus, Consumer<Origin> taker) {
    var client = ctx.channel();
    client.config().setAutoRead(false);
    boolean handed = false;
    try {
      long nanos = handshakeEnds(ctx);
      if (ClientSource.of(client) instanceof InetSocketAddress source) {
        halfOpen.countAsked(nanos);
        var origin =
            new Origin(inbound.tag(), inbound.type(), null, source, caller.user(), caller.login());
        taker.accept(origin);
        handed = !Farewell.isSaidTo(client);
      } else {
        client.close(); // gone already
      }
    } finally {
      for (ByteBuf bytes : surplus) {
        if (handed && bytes.isReadable()) {
          ctx.fireChannelRead(bytes);
        } else {
          bytes.release();
        }
      }
    }
    client.pipeline().remove(ctx.handler());
  }

  /**
   * Opens a session whose client is not the channel itself; the calling handler stays.
   *
   * @param served the session's client
   */
  void open(
      ChannelHandlerContext ctx,
      Channel served,
      Destination destination,
      Caller caller,
      Answer answer) {
    long nanos = handshakeEnds(ctx);
    if (ClientSource.of(ctx.channel()) instanceof InetSocketAddress source) {
      halfOpen.countAsked(nanos);
      var origin =
          new Origin(inbound.tag(), inbound.type(), null, source, caller.user(), caller.login());
      sessions.serve(inbound, Flow.open(Network.TCP, origin, destination), served, answer);
    } else {
      ctx.close(); // gone already
    }
  }

  /** Says a last word to a client. */
  void refuse(ChannelHandlerContext ctx, ByteBuf lastWords, String why) {
    parting(ctx, why);
    Farewell.say(ctx.channel(), lastWords);
  }

  /** Closes without a word. */
  void hangUp(ChannelHandlerContext ctx, String why) {
    parting(ctx, why);
    ctx.close();
  }

  private void parting(ChannelHandlerContext ctx, String why) {
    halfOpen.countRefused();
    log.debug("{}: handshake refused: {}", inbound.tag(), why);
    handshakeEnds(ctx);
  }

  /** Lets the client out of the count; for how many nanoseconds it was in there. */
  private static long handshakeEnds(ChannelHandlerContext ctx) {
    var guard = ctx.pipeline().get(HandshakeGuard.class);
    if (guard == null) {
      return 0;
    }
    ctx.pipeline().remove(guard);
    return guard.age();
  }
}
