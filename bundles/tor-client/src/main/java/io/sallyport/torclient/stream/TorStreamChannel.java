// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.stream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
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
public final class TorStreamChannel extends AbstractChannel implements DuplexChannel {

  /** What may lie between this channel and the cells, in bytes. */
  private static final int CREDIT = 128 << 10;

  /** At most so much is read in one turn of the loop. */
  private static final int TURN = 256 << 10;

  /** After the end of our output, an exit that says nothing for so long is not going to. */
  private static final long SILENCE_SECONDS = 60;

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private final ChannelConfig config = new DefaultChannelConfig(this);
  private final StreamLeg leg;

  /** Shared with the link's loop, under this lock. */
  private final Object lock = new Object();

  private final Queue<ByteBuf> arrived = new ArrayDeque<>();
  private int returned;
  private boolean endArrived;
  private @Nullable Throwable cutOff;
  private boolean scheduled;

  /** From here on of this channel's loop alone. */
  private final Queue<ByteBuf> inbox = new ArrayDeque<>();

  private int credit = CREDIT;
  private boolean open = true;
  private boolean wanted;
  private boolean delivering;
  private boolean inputEnded;
  private boolean endTold;
  private boolean outputShut;
  private long lastRead;
  private volatile @Nullable InetSocketAddress remote;

  TorStreamChannel(StreamLeg leg) {
    super(null);
    this.leg = leg;
    config.setAutoRead(false);
  }

  // --- called on the link's loop

  void received(ByteBuf bytes) {
    synchronized (lock) {
      arrived.add(bytes);
      wake();
    }
  }

  /** So many bytes have become cells. */
  void sent(int bytes) {
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
        arrived.forEach(ReferenceCountUtil::release);
        arrived.clear();
      }
    }
  }

  // --- on this channel's loop

  private void turn() {
    int back;
    synchronized (lock) {
      scheduled = false;
      inbox.addAll(arrived);
      arrived.clear();
      back = returned;
      returned = 0;
      inputEnded = endArrived;
    }
    if (!open) {
      drop();
      return;
    }
    credit += back;
    deliver();
    if (back > 0 && open) {
      unsafe().flush();
    }
  }

  @Override
  protected void doBeginRead() {
    wanted = true;
    if (!delivering && (!inbox.isEmpty() || inputEnded)) {
      eventLoop().execute(this::deliver);
    }
  }

  private void deliver() {
    if (delivering || !open) {
      return;
    }
    delivering = true;
    int read = 0;
    while (open && wanted() && !inbox.isEmpty() && read < TURN) {
      wanted = false;
      var bytes = inbox.remove();
      read += bytes.readableBytes();
      pipeline().fireChannelRead(bytes);
    }
    if (read > 0) {
      lastRead = System.nanoTime();
      leg.consumed(read);
      pipeline().fireChannelReadComplete();
    }
    delivering = false;
    if (open && inbox.isEmpty() && inputEnded) {
      tellEnd();
    } else if (open && read > 0 && wanted() && !inbox.isEmpty()) {
      eventLoop().execute(this::deliver);
    }
  }

  private boolean wanted() {
    return wanted || config.isAutoRead();
  }

  private void tellEnd() {
    if (endTold) {
      return;
    }
    endTold = true;
    Throwable cause;
    synchronized (lock) {
      cause = cutOff;
    }
    if (cause != null) {
      pipeline().fireExceptionCaught(cause);
    } else {
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    unsafe().close(voidPromise());
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) {
    for (Object message = out.current(); message != null; message = out.current()) {
      var bytes = (ByteBuf) message;
      int length = bytes.readableBytes();
      if (length > credit) {
        if (credit > 0) {
          leg.send(bytes.readRetainedSlice(credit));
          out.progress(credit);
          credit = 0;
        }
        break; // goes on when cells have been made of what is on its way
      }
      if (length > 0) {
        credit -= length;
        leg.send(bytes.retain());
      }
      out.remove();
    }
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf) {
      return message;
    }
    throw new UnsupportedOperationException("a Tor stream carries bytes");
  }

  @Override
  protected void doShutdownOutput() {
    outputShut = true;
    lastRead = System.nanoTime();
    awaitSilence(TimeUnit.SECONDS.toNanos(SILENCE_SECONDS));
  }

  private void awaitSilence(long nanos) {
    eventLoop()
        .schedule(
            () -> {
              long left =
                  TimeUnit.SECONDS.toNanos(SILENCE_SECONDS) - (System.nanoTime() - lastRead);
              if (!open) {
                return;
              }
              if (left > 0 || !inbox.isEmpty()) {
                awaitSilence(Math.max(left, TimeUnit.SECONDS.toNanos(1)));
              } else {
                close();
              }
            },
            nanos,
            TimeUnit.NANOSECONDS);
  }

  @Override
  protected void doClose() {
    open = false;
    leg.close();
    synchronized (lock) {
      inbox.addAll(arrived);
      arrived.clear();
    }
    drop();
  }

  private void drop() {
    inbox.forEach(ReferenceCountUtil::release);
    inbox.clear();
  }

  // --- what every channel has

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    var loop = eventLoop();
    if (loop.inEventLoop()) {
      ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
    } else {
      loop.execute(() -> ((AbstractUnsafe) unsafe()).shutdownOutput(promise));
    }
    return promise;
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    return promise.setFailure(new UnsupportedOperationException("only the exit ends this"));
  }

  @Override
  public ChannelFuture shutdown() {
    return close();
  }

  @Override
  public ChannelFuture shutdown(ChannelPromise promise) {
    return close(promise);
  }

  @Override
  public boolean isInputShutdown() {
    return endTold || !open;
  }

  @Override
  public boolean isOutputShutdown() {
    return outputShut || !open;
  }

  @Override
  public boolean isShutdown() {
    return isInputShutdown() && isOutputShutdown();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open;
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }

  @Override
  protected boolean isCompatible(EventLoop loop) {
    return true;
  }

  /** Where the exit has connected from is not told. */
  @Override
  protected @Nullable SocketAddress localAddress0() {
    return null;
  }

  /** What the exit says that it has connected to; null before, or if it does not say. */
  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return remote;
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException("a Tor stream has no address here");
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress to, @Nullable SocketAddress from, ChannelPromise promise) {
        promise.setFailure(new UnsupportedOperationException("the circuit connects it"));
      }
    };
  }
}
