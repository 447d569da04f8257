// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What a stream brings up to its end, as the owner of the stream sees it. */
final class Received extends ChannelInboundHandlerAdapter {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CompletableFuture<String> all = new CompletableFuture<>();

  /** Takes a stream over as the session manager does: on its loop, handler first, then reading. */
  static Received from(Channel stream) {
    var received = new Received();
    stream
        .eventLoop()
        .execute(
            () -> {
              stream.pipeline().addLast(received);
              stream.config().setAutoRead(true);
            });
    return received;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var part = (ByteBuf) message;
    byte[] copy = new byte[part.readableBytes()];
    part.readBytes(copy).release();
    bytes.writeBytes(copy);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      all.complete(HexFormat.of().formatHex(bytes.toByteArray()));
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    all.completeExceptionally(new AssertionError("closed, not ended"));
  }

  /** Waits for the end; in hex. */
  String all() throws Exception {
    return all.get(10, TimeUnit.SECONDS);
  }
}
