// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A stream for code that blocks, best on virtual threads; not to be used on an event loop. One
 * thread may read while another writes.
 */
public final class TorSocket implements AutoCloseable {

  /** At most so much is held for a reader who is slow, in bytes. */
  private static final int HELD = 256 << 10;

  private final Channel channel;
  private final long timeoutNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<ByteBuf> held = new ArrayDeque<>();
  private int bytesHeld;
  private boolean reading;
  private boolean ended;
  private @Nullable Throwable cause;
  private final InputStream input = new Input();
  private final OutputStream output = new Output();

  /**
   * Takes a stream over.
   *
   * @param channel with {@code autoRead} off and an empty pipeline
   * @param timeout how long a read or write may wait
   */
  public TorSocket(Channel channel, Duration timeout) {
    this.channel = channel;
    this.timeoutNanos = timeout.toNanos();
    channel.pipeline().addLast(new Handler());
    channel.eventLoop().execute(this::readOn);
  }

  /** What comes. A stream that was cut off ends in an {@link IOException}, not in an end. */
  public InputStream input() {
    return input;
  }

  /** What goes; every write is sent at once. */
  public OutputStream output() {
    return output;
  }

  /** Ends the stream. */
  @Override
  public void close() {
    channel.close();
    lock.lock();
    try {
      ended = true;
      held.forEach(ByteBuf::release);
      held.clear();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** On the channel's loop. */
  private void readOn() {
    boolean read;
    lock.lock();
    try {
      read = !reading && !ended && bytesHeld < HELD;
      reading |= read;
    } finally {
      lock.unlock();
    }
    if (read) {
      channel.read();
    }
  }

  private final class Handler extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var bytes = (ByteBuf) message;
      lock.lock();
      try {
        if (ended || !bytes.isReadable()) {
          bytes.release();
        } else {
          held.add(bytes);
          bytesHeld += bytes.readableBytes();
          changed.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      lock.lock();
      try {
        reading = false;
      } finally {
        lock.unlock();
      }
      readOn();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
      lock.lock();
      try {
        cause = thrown;
      } finally {
        lock.unlock();
      }
      ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      lock.lock();
      try {
        ended = true;
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private final class Input extends InputStream {

    @Override
    public int read() throws IOException {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      java.util.Objects.checkFromIndexSize(offset, length, to.length);
      if (length == 0) {
        return 0;
      }
      int taken;
      lock.lock();
      try {
        if (!awaitBytes()) {
          return -1;
        }
        var first = held.element();
        taken = Math.min(length, first.readableBytes());
        first.readBytes(to, offset, taken);
        if (!first.isReadable()) {
          held.remove().release();
        }
        bytesHeld -= taken;
      } finally {
        lock.unlock();
      }
      channel.eventLoop().execute(TorSocket.this::readOn);
      return taken;
    }

    private boolean awaitBytes() throws IOException {
      long left = timeoutNanos;
      while (held.isEmpty()) {
        if (cause != null) {
          throw new IOException(cause.getMessage(), cause);
        }
        if (ended) {
          return false;
        }
        if (left <= 0) {
          throw new InterruptedIOException("nothing came within " + seconds());
        }
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new InterruptedIOException("interrupted");
        }
      }
      return true;
    }

    @Override
    public int available() {
      lock.lock();
      try {
        return bytesHeld;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      TorSocket.this.close();
    }
  }

  private String seconds() {
    return Duration.ofNanos(timeoutNanos).toSeconds() + " s";
  }

  private final class Output extends OutputStream {

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      if (!channel.isActive()) {
        throw new EOFException("the stream has ended");
      }
      var written =
          channel.writeAndFlush(channel.alloc().buffer(length).writeBytes(from, offset, length));
      try {
        if (!written.await(timeoutNanos, TimeUnit.NANOSECONDS)) {
          throw new InterruptedIOException("nothing could be written within " + seconds());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
      if (!written.isSuccess()) {
        throw new IOException("the stream was cut off", written.cause());
      }
    }

    @Override
    public void close() {
      TorSocket.this.close();
    }
  }
}
