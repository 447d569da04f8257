// SPDX-License-Identifier: Apache-2.0
package io.sallyport.channel;

import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A channel of datagrams without a socket. It reads what its owner {@linkplain #offer hands} it and
 * writes by its owner. What nobody reads waits within bounds and is refused beyond: datagrams have
 * no back-pressure, and what is late is worth nothing. All methods but Netty's own belong to the
 * channel's loop.
 *
 * @param <M> one datagram, with its addresses
 */
public abstract non-sealed class MessageChannel<M extends ByteBufHolder>
    extends SocketlessChannel<M> {

  /** So many datagrams may wait to be read. */
  public static final int MAX_WAITING = 64;

  /** So many bytes may wait to be read, whatever they are in. */
  public static final int MAX_WAITING_BYTES = 128 << 10;

  private final Class<M> type;

  /**
   * A channel that is to be registered with a loop; {@code autoRead} is off.
   *
   * @param type what is written and read
   */
  protected MessageChannel(@Nullable Channel parent, Class<M> type) {
    super(parent);
    this.type = type;
  }

  /**
   * Sends one datagram.
   *
   * @param message not taken over: released when this returns
   */
  protected abstract void send(M message);

  /** Behind the last {@link #send} of a batch. */
  protected abstract void sent();

  /**
   * What is kept of a datagram that nobody asks for yet, which may wait for long; itself, unless a
   * subclass that reads into large buffers makes it smaller and releases the original.
   */
  protected M kept(M message) {
    return message;
  }

  /** Takes a datagram in, to be read with the next {@link #deliver}; if false, it is not taken. */
  public final boolean offer(M message) {
    if (!isOpen()
        || waitingMessages() >= MAX_WAITING
        || waitingBytes() + size(message) > MAX_WAITING_BYTES) {
      return false;
    }
    add(wantsToRead() ? message : kept(message));
    return true;
  }

  /** The datagram that has waited longest, which stays where it is; null if none does. */
  public final @Nullable M oldest() {
    return first();
  }

  @Override
  final int size(M message) {
    return message.content().readableBytes();
  }

  @Override
  protected final void doWrite(ChannelOutboundBuffer out) {
    for (Object message = out.current(); message != null; message = out.current()) {
      send(type.cast(message));
      out.remove();
    }
    sent();
  }

  @Override
  protected final Object filterOutboundMessage(Object message) {
    if (type.isInstance(message)) {
      return message;
    }
    throw new UnsupportedOperationException("only datagrams go through here");
  }
}
