// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.dns.internal.wire.AnswerReader;
import java.util.random.RandomGenerator;

/** Queries in a row, answers in any order, each with its length before it (RFC 7766). */
final class StreamConnection extends Connection {

  private static final int CAPACITY = 64;

  private final RandomGenerator random;

  StreamConnection(Channel channel, RandomGenerator random, Counters counters) {
    super(channel, counters);
    this.random = random;
    channel
        .pipeline()
        .addLast(new LengthFieldBasedFrameDecoder(0xffff + 2, 0, 2, 0, 2))
        .addLast(new LengthFieldPrepender(2))
        .addLast(this);
  }

  @Override
  int capacity() {
    return CAPACITY;
  }

  @Override
  int nextKey() {
    int id;
    do {
      id = random.nextInt(0x10000);
    } while (isWaiting(id));
    return id;
  }

  @Override
  void write(int key, Pending pending) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(pending.query.withId(key).message()));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    try {
      if (!(message instanceof ByteBuf frame) || frame.readableBytes() < 12) {
        mismatch();
        return;
      }
      byte[] answer = ByteBufUtil.getBytes(frame);
      int id = frame.getUnsignedShort(frame.readerIndex());
      var pending = waiting(id);
      if (pending == null) {
        return;
      }
      var query = pending.query.withId(id);
      if (AnswerReader.answers(answer, query.message(), query.section(), false)) {
        heard(id, answer);
      } else {
        mismatch();
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }
}
