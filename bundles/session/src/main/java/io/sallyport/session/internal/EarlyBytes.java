// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Keeps what a client sends before its session is connected: the acceptor's surplus, and what is
 * read for sniffing. With {@code autoRead} off that is little; past the cap the session ends.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {

  static final int CAP = 1 << 20;

  private final Approach approach;
  private final Queue<Object> kept = new ArrayDeque<>(2);
  private int size;
  private int taken;
  private boolean ended;

  EarlyBytes(Approach approach) {
    this.approach = approach;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    kept.add(message);
    size += RelayLeg.size(message);
    if (size > CAP) {
      approach.tooMuch();
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    approach.firstBytes();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ended = true;
      approach.firstBytes();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    approach.clientGone();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }

  /** The stream so far as one buffer that the caller releases; null if nothing was. */
  @Nullable ByteBuf peek() {
    if (kept.isEmpty()) {
      return null;
    }
    CompositeByteBuf all = Unpooled.compositeBuffer(Math.max(2, kept.size()));
    for (Object message : kept) {
      if (message instanceof ByteBuf bytes) {
        all.addComponent(true, bytes.retainedDuplicate());
      }
    }
    return all;
  }

  /** The stream so far, which from now on is the caller's to send and to release. */
  ByteBuf take() {
    ByteBuf all = peek();
    if (all == null) {
      return Unpooled.EMPTY_BUFFER;
    }
    taken += all.readableBytes();
    release();
    return all;
  }

  /** The payloads of the datagrams so far, still owned by this handler. */
  List<ByteBuf> datagrams() {
    return kept.stream()
        .filter(ByteBufHolder.class::isInstance)
        .map(message -> ((ByteBufHolder) message).content())
        .toList();
  }

  /** Whether the client has said that it sends no more. */
  boolean ended() {
    return ended;
  }

  /** Hands everything to {@code to}, in order and without flushing, and tells {@code relay}. */
  void drainTo(Channel to, Relay relay) {
    if (taken > 0) {
      relay.relayed(true, taken);
    }
    kept.forEach(message -> relay.relayed(true, RelayLeg.size(message)));
    for (Object message = kept.poll(); message != null; message = kept.poll()) {
      to.write(message, to.voidPromise());
    }
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }

  private void release() {
    for (Object message = kept.poll(); message != null; message = kept.poll()) {
      ReferenceCountUtil.release(message);
    }
  }
}
