// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.sallyport.channel.ByteStreamChannel;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One of two channels that are joined in memory: what is written to one is read from the other,
 * with half-closure, reset and back-pressure as between sockets. So a protocol that is spoken here
 * can stand before a session as its client. Both ends live on the loop of their parent and are used
 * there only.
 */
final class PipeEnd extends ByteStreamChannel {

  /** What may wait to be read before the writer has to wait, in bytes. */
  private static final int CAP = 64 << 10;

  private @Nullable PipeEnd peer;

  private PipeEnd(Channel parent) {
    super(parent);
  }

  /** Both ends, with {@code autoRead} off, on the parent's loop; one of them is returned. */
  static PipeEnd open(Channel parent) {
    var one = new PipeEnd(parent);
    var other = new PipeEnd(parent);
    one.peer = other;
    other.peer = one;
    parent.eventLoop().register(one);
    parent.eventLoop().register(other);
    return one;
  }

  /** The other end. */
  PipeEnd other() {
    return Objects.requireNonNull(peer);
  }

  /** Closes so that the other end sees a reset. */
  void abort() {
    config().setOption(ChannelOption.SO_LINGER, 0);
    close();
  }

  @Override
  protected int room() {
    return other().isOpen() ? CAP - other().waitingBytes() : NO_ONE_THERE;
  }

  @Override
  protected void send(ByteBuf bytes) {
    other().received(bytes);
  }

  @Override
  protected void sent() {
    other().deliverSoon();
  }

  @Override
  protected void consumed(int bytes) {
    other().writeOn();
  }

  @Override
  protected void outputEnds() {
    other().inputEnds();
    other().deliverSoon();
  }

  @Override
  protected void endTold() {
    if (!other().isOpen()) {
      close();
    }
  }

  @Override
  protected void closed(boolean reset) {
    if (other().isOpen()) {
      parent().eventLoop().execute(reset ? other()::wasReset : other()::wasClosed);
    }
  }

  private void wasReset() {
    reset(new IOException("reset by the other end"));
  }

  private void wasClosed() {
    if (waitingBytes() == 0) {
      close();
    } else {
      inputEnds();
      deliver();
    }
  }
}
