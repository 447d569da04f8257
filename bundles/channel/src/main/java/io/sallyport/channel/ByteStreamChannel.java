// SPDX-License-Identifier: Apache-2.0
package io.sallyport.channel;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * A stream of bytes whose medium is not a socket: it reads and writes {@link ByteBuf}s, with
 * back-pressure both ways and each direction ended for itself.
 *
 * <p>What a medium, say a connection of a TCP of our own, does with it:
 *
 * <ul>
 *   <li><b>What has come.</b> {@link #received} for each piece, then {@link #deliver} behind the
 *       last of a batch, or {@link #deliverSoon} if it must not be called back at once. What nobody
 *       reads waits here, so the medium bounds it: by {@link #waitingBytes}, or by opening its
 *       window only when {@link #consumed} says that bytes have been read. A receive window is what
 *       is free of it.
 *   <li><b>The end of what comes.</b> {@link #inputEnds} (a FIN), or {@link #breaksOff} (an RST
 *       behind what has come), and {@code deliver} again; {@link #reset} where nothing of what
 *       waits is to be believed any more.
 *   <li><b>What is to go.</b> {@link #room} says how much the medium takes at present, {@link
 *       #send} gives it as much and no more, {@link #sent} says that this was all for now. When
 *       there is room again, after an acknowledgement, the medium calls {@link #writeOn}; until
 *       then the bytes wait in Netty's outbound buffer, whose water marks make the channel not
 *       writable and so slow the writer down. Nothing polls.
 *   <li><b>The end of what goes.</b> {@link #outputEnds}: no byte follows, and the medium says so
 *       behind those that it has taken (FIN).
 *   <li><b>Closing.</b> {@link #closed}: what was {@linkplain #send sent} is still the medium's to
 *       deliver, unless it is a reset.
 * </ul>
 *
 * <p>As everywhere in Netty, {@link #shutdownOutput} fails what is written and not sent yet: who
 * wants it sent shuts down when the last write has succeeded. All methods but Netty's own belong to
 * the channel's loop.
 */
public abstract non-sealed class ByteStreamChannel extends SocketlessChannel<ByteBuf>
    implements DuplexChannel {

  /** The {@link #room} of a medium that will never again take anything. */
  protected static final int NO_ONE_THERE = -1;

  private @Nullable Throwable brokenOff;
  private boolean inputEnded;
  private volatile boolean endTold;
  private volatile boolean outputShut;

  /**
   * A channel that is to be registered with a loop; {@code autoRead} is off.
   *
   * @param parent what has accepted it, if anything has
   */
  protected ByteStreamChannel(@Nullable Channel parent) {
    super(parent);
  }

  // --- what a medium provides

  /**
   * How many bytes can be sent now; what does not fit waits for {@link #writeOn}. {@link
   * #NO_ONE_THERE} fails everything that is written.
   */
  protected abstract int room();

  /**
   * Sends bytes, at most as many as there is room.
   *
   * @param bytes at least one, taken over; reading them is nobody else's business
   */
  protected abstract void send(ByteBuf bytes);

  /** Behind the last {@link #send} of a batch. */
  protected void sent() {}

  /** Our end of output: nothing more will be sent. */
  protected abstract void outputEnds();

  /** The end of input has been told, after all that came before it had been read. */
  protected void endTold() {}

  // --- what a medium calls

  /**
   * Keeps what has come, to be read with the next {@link #deliver}.
   *
   * @param bytes taken over
   */
  protected final void received(ByteBuf bytes) {
    if (isOpen() && !inputEnded && bytes.isReadable()) {
      add(bytes);
    } else {
      bytes.release();
    }
  }

  /** Nothing will come behind what has come: told as {@link ChannelInputShutdownEvent}. */
  protected final void inputEnds() {
    inputEnded = true;
  }

  /**
   * It was cut off behind what has come: told as an exception, and closes the channel.
   *
   * @param cause what the handlers are told
   */
  protected final void breaksOff(Throwable cause) {
    inputEnded = true;
    brokenOff = cause;
  }

  /** It is over at once: what waits is dropped, the handlers see an exception and the end. */
  protected final void reset(Throwable cause) {
    if (isOpen()) {
      drop();
      breaksOff(cause);
      tellEnd();
    }
  }

  @Override
  final void delivered() {
    if (inputEnded && waitingMessages() == 0) {
      tellEnd();
    }
  }

  private void tellEnd() {
    if (brokenOff != null) {
      endTold = true;
      pipeline().fireExceptionCaught(brokenOff);
      closeNow();
    } else if (!endTold) {
      endTold = true;
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      endTold();
    }
  }

  // --- Netty's

  @Override
  final int size(ByteBuf message) {
    return message.readableBytes();
  }

  @Override
  protected final void doWrite(ChannelOutboundBuffer out) {
    boolean any = false;
    for (Object message = out.current(); message != null; message = out.current()) {
      var bytes = (ByteBuf) message;
      int length = bytes.readableBytes();
      int room = room();
      if (room == NO_ONE_THERE) {
        out.remove(new ClosedChannelException());
      } else if (length <= room) {
        if (length > 0) {
          send(bytes.retain());
          any = true;
        }
        out.remove();
      } else {
        if (room > 0) {
          send(bytes.readRetainedSlice(room));
          out.progress(room);
          any = true;
        }
        break;
      }
    }
    if (any) {
      sent();
    }
  }

  @Override
  protected final Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf) {
      return message;
    }
    throw new UnsupportedOperationException("only bytes go through here");
  }

  @Override
  protected final void doShutdownOutput() {
    outputShut = true;
    outputEnds();
  }

  @Override
  public final ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public final ChannelFuture shutdownOutput(ChannelPromise promise) {
    if (eventLoop().inEventLoop()) {
      ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
    } else {
      eventLoop().execute(() -> ((AbstractUnsafe) unsafe()).shutdownOutput(promise));
    }
    return promise;
  }

  /** Fails: what a peer sends only the peer can end; who does not care closes. */
  @Override
  public final ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  /** Fails, as {@link #shutdownInput()}. */
  @Override
  public final ChannelFuture shutdownInput(ChannelPromise promise) {
    return promise.setFailure(new UnsupportedOperationException("only the other end ends this"));
  }

  @Override
  public final ChannelFuture shutdown() {
    return close();
  }

  @Override
  public final ChannelFuture shutdown(ChannelPromise promise) {
    return close(promise);
  }

  @Override
  public final boolean isInputShutdown() {
    return endTold || !isOpen();
  }

  @Override
  public final boolean isOutputShutdown() {
    return outputShut || !isOpen();
  }

  @Override
  public final boolean isShutdown() {
    return isInputShutdown() && isOutputShutdown();
  }
}
