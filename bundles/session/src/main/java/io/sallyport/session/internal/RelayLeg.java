// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;

/**
 * One half of a relay: what this channel reads the other writes. Both are on one loop.
 *
 * <p>Back-pressure: when the other side cannot take more, this side stops reading until it can. An
 * end of input is passed on as a half-close behind the last byte; a reset is passed on as a reset,
 * so that nobody takes a cut-off answer for a whole one. A {@link Throttle} of the session has its
 * say on reading too.
 */
final class RelayLeg extends ChannelInboundHandlerAdapter {

  private final Relay relay;
  private final Channel peer;
  private final boolean up;
  private boolean reset;

  /**
   * @param up whether this leg reads from the client
   */
  RelayLeg(Relay relay, Channel peer, boolean up) {
    this.relay = relay;
    this.peer = peer;
    this.up = up;
  }

  static int size(Object message) {
    return switch (message) {
      case ByteBuf bytes -> bytes.readableBytes();
      case ByteBufHolder holder -> holder.content().readableBytes();
      default -> 0;
    };
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    relay.relayed(up, size(message));
    peer.write(message, peer.voidPromise());
    if (!peer.isWritable()) {
      peer.flush();
      if (!peer.isWritable()) {
        ctx.channel().config().setAutoRead(false);
      }
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    peer.flush();
    relay.readComplete();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable() && !relay.throttled(!up)) {
      peer.config().setAutoRead(true);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      inputEnded();
    }
  }

  void inputEnded() {
    relay.inputEnded();
    if (peer instanceof DuplexChannel duplex) {
      peer.writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              _ -> {
                duplex.shutdownOutput();
                relay.outputEnded();
              });
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (reset) {
      abort(peer);
    } else {
      peer.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(_ -> peer.close());
    }
    relay.legClosed();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    reset = true;
    ctx.close();
  }

  /** Ends a channel by RST where it is a socket. */
  static void abort(Channel channel) {
    if (channel.isOpen()) {
      try {
        channel.config().setOption(ChannelOption.SO_LINGER, 0);
      } catch (RuntimeException e) {
        // A socket that its peer has already torn down takes no option; closing is all that is
        // left.
        assert e != null;
      }
      channel.close();
    }
  }
}
