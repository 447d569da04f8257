// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.channel.ByteStreamChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A Tor stream as a channel, on any loop; {@code autoRead} is off to begin with. What is read and
 * written are {@link ByteBuf}s.
 *
 * <p>It is active from the start: bytes that are written before the exit has connected travel with
 * the request (optimistic data). Tor has no half-close (tor-spec §6.3): the far end's end comes as
 * {@link ChannelInputShutdownEvent} and closes the channel, because nothing can be sent any more;
 * our own end of output is kept to ourselves while answers still come, and ends the stream when
 * none has come for a while. A stream that was cut off, rather than ended, is told by an exception
 * before it closes.
 */
public final class TorStreamChannel extends ByteStreamChannel {

  /** What may lie between this channel and the cells, in bytes. */
  private static final int CREDIT = 128 << 10;

  /** After the end of our output, an exit that says nothing for so long is not going to. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final StreamLeg leg;

  /** Shared with the link's loop, under this lock. */
  private final Object lock = new Object();

  private final Queue<ByteBuf> arrived = new ArrayDeque<>();
  private int returned;
  private boolean endArrived;
  private @Nullable Throwable cutOff;
  private boolean scheduled;

  /** From here on of this channel's loop alone. */
  private int credit = CREDIT;

  private long lastRead;
  private volatile @Nullable InetSocketAddress remote;

  TorStreamChannel(StreamLeg leg) {
    super(null);
    this.leg = leg;
  }

  // --- called on the link's loop

  void arrive(ByteBuf bytes) {
    synchronized (lock) {
      arrived.add(bytes);
      wake();
    }
  }

  /** So many bytes have become cells. */
  void packaged(int bytes) {
    synchronized (lock) {
      returned += bytes;
      wake();
    }
  }

  /**
   * The stream is over.
   *
   * @param cause why it was cut off; null if the far end ended it
   */
  void ended(@Nullable Throwable cause) {
    synchronized (lock) {
      endArrived = true;
      cutOff = cause;
      wake();
    }
  }

  void connectedTo(@Nullable InetAddress address, int port) {
    if (address != null) {
      remote = new InetSocketAddress(address, port);
    }
  }

  private void wake() {
    if (!scheduled) {
      scheduled = true;
      try {
        eventLoop().execute(this::turn);
      } catch (RejectedExecutionException e) {
        // Its user has shut its loop down: nobody will ever read.
        dropArrived();
      }
    }
  }

  private void dropArrived() {
    arrived.forEach(ReferenceCountUtil::release);
    arrived.clear();
  }

  // --- on this channel's loop

  private void turn() {
    int back;
    synchronized (lock) {
      scheduled = false;
      arrived.forEach(this::received);
      arrived.clear();
      back = returned;
      returned = 0;
      if (endArrived && cutOff != null) {
        breaksOff(cutOff);
      } else if (endArrived) {
        inputEnds();
      }
    }
    credit += back;
    deliver();
    if (back > 0) {
      writeOn();
    }
  }

  @Override
  protected void consumed(int bytes) {
    lastRead = System.nanoTime();
    leg.consumed(bytes);
  }

  @Override
  protected void endTold() {
    closeNow();
  }

  @Override
  protected int room() {
    return credit;
  }

  @Override
  protected void send(ByteBuf bytes) {
    credit -= bytes.readableBytes();
    leg.send(bytes);
  }

  @Override
  protected void outputEnds() {
    lastRead = System.nanoTime();
    awaitSilence(SILENCE_NANOS);
  }

  private void awaitSilence(long nanos) {
    eventLoop().schedule(this::closeIfSilent, nanos, TimeUnit.NANOSECONDS);
  }

  private void closeIfSilent() {
    if (!isOpen()) {
      return;
    }
    long left = SILENCE_NANOS - (System.nanoTime() - lastRead);
    if (left > 0 || waitingBytes() > 0) {
      awaitSilence(Math.max(left, TimeUnit.SECONDS.toNanos(1)));
    } else {
      close();
    }
  }

  @Override
  protected void closed(boolean reset) {
    leg.close();
    synchronized (lock) {
      dropArrived();
    }
  }

  /** What the exit says that it has connected to; null before, or if it does not say. */
  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return remote;
  }
}
