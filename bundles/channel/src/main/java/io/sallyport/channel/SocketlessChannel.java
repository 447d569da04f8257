// SPDX-License-Identifier: Apache-2.0
package io.sallyport.channel;

import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.util.ReferenceCountUtil;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * What all channels without a socket have in common: what arrives waits in order until somebody
 * reads, and closing gives it up. The methods that are not Netty's own belong to its loop.
 *
 * @param <M> what is read
 */
public abstract sealed class SocketlessChannel<M> extends AbstractChannel
    permits ByteStreamChannel, MessageChannel {

  /** At most so many bytes are read in one turn of the loop. */
  private static final int TURN = 256 << 10;

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private final Config config;
  private final Queue<M> waiting = new ArrayDeque<>(2);
  private int waitingBytes;
  private boolean wanted;
  private boolean delivering;
  private boolean scheduled;
  private volatile boolean open = true;

  /** Netty's configuration wants its channel, and does no more with it here than keep it. */
  @SuppressWarnings("this-escape")
  SocketlessChannel(@Nullable Channel parent) {
    super(parent);
    config = new Config(this);
    config.setAutoRead(false);
  }

  // --- for the subclasses

  /** The length of a message in bytes. */
  abstract int size(M message);

  /** All that was to be read now has been; perhaps there is more to tell. */
  void delivered() {}

  /**
   * So many bytes have been read: room for as many more. Called once for each batch, before its
   * {@code channelReadComplete}.
   */
  protected void consumed(int bytes) {}

  /**
   * It has closed, and nothing of what waited is left; called once.
   *
   * @param reset whether by way of a reset
   */
  protected abstract void closed(boolean reset);

  /** How many bytes have arrived and not been read. */
  protected final int waitingBytes() {
    return waitingBytes;
  }

  /** How many messages have arrived and not been read. */
  final int waitingMessages() {
    return waiting.size();
  }

  final @Nullable M first() {
    return waiting.peek();
  }

  final void add(M message) {
    waitingBytes += size(message);
    waiting.add(message);
  }

  /** Whether somebody wants to read, now or again and again. */
  final boolean wantsToRead() {
    return wanted || config.isAutoRead();
  }

  /** Gives up what waits. */
  final void drop() {
    waiting.forEach(ReferenceCountUtil::release);
    waiting.clear();
    waitingBytes = 0;
  }

  /** Closes, past the handlers: there is nothing left that they could say goodbye to. */
  protected final void closeNow() {
    unsafe().close(voidPromise());
  }

  /** Writes on where the medium had no room; only what was flushed. */
  protected final void writeOn() {
    if (open) {
      ((SocketlessChannel<?>.SocketlessUnsafe) unsafe()).resume();
    }
  }

  // --- reading

  /**
   * Lets be read, now, what waits and is asked for. For whoever feeds it, behind the last of a
   * batch; does nothing inside of a read, which goes on by itself.
   */
  public final void deliver() {
    if (delivering || !open) {
      return;
    }
    delivering = true;
    try {
      readWaiting();
    } finally {
      delivering = false;
    }
    if (open) {
      delivered();
    }
    if (open && wantsToRead() && !waiting.isEmpty()) {
      deliverSoon();
    }
  }

  private void readWaiting() {
    int messages = 0;
    int bytes = 0;
    while (open && wantsToRead() && !waiting.isEmpty() && bytes < TURN) {
      wanted = false;
      var message = waiting.remove();
      int size = size(message);
      waitingBytes -= size;
      bytes += size;
      messages++;
      pipeline().fireChannelRead(message);
    }
    if (messages > 0) {
      consumed(bytes);
      pipeline().fireChannelReadComplete();
    }
  }

  /** As {@link #deliver}, but in a task of its own: for a feeder that must not be called back. */
  protected final void deliverSoon() {
    if (!scheduled && open) {
      scheduled = true;
      eventLoop()
          .execute(
              () -> {
                scheduled = false;
                deliver();
              });
    }
  }

  @Override
  protected final void doBeginRead() {
    wanted = true;
    if (!delivering && !waiting.isEmpty()) {
      deliverSoon();
    }
  }

  /** As with sockets: who switches {@code autoRead} off gets nothing more. */
  private void autoReadEnds() {
    if (!isRegistered()) {
      return;
    }
    if (eventLoop().inEventLoop()) {
      wanted = false;
    } else {
      eventLoop().execute(() -> wanted = config.isAutoRead());
    }
  }

  // --- what every channel has

  @Override
  protected final void doClose() {
    if (open) {
      open = false;
      drop();
      closed(config.reset);
    }
  }

  @Override
  protected final void doDisconnect() {
    doClose();
  }

  @Override
  protected final void doBind(SocketAddress local) {
    throw new UnsupportedOperationException("there is no socket to bind");
  }

  @Override
  protected final AbstractUnsafe newUnsafe() {
    return new SocketlessUnsafe();
  }

  @Override
  protected final boolean isCompatible(EventLoop loop) {
    return true;
  }

  /** None, unless a subclass knows better. */
  @Override
  protected @Nullable SocketAddress localAddress0() {
    return null;
  }

  /** None, unless a subclass knows better. */
  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return null;
  }

  @Override
  public final ChannelConfig config() {
    return config;
  }

  @Override
  public final boolean isOpen() {
    return open;
  }

  @Override
  public final boolean isActive() {
    return open;
  }

  @Override
  public final ChannelMetadata metadata() {
    return METADATA;
  }

  private final class SocketlessUnsafe extends AbstractUnsafe {

    @Override
    public void connect(
        SocketAddress remote, @Nullable SocketAddress local, ChannelPromise promise) {
      promise.setFailure(new UnsupportedOperationException("there is no socket to connect"));
    }

    /** Unlike a flush, this sends nothing that its writer has not flushed. */
    void resume() {
      flush0();
    }
  }

  /** Understands, besides what every channel does, what makes closing a socket a reset. */
  private static final class Config extends DefaultChannelConfig {
    private boolean reset;

    Config(SocketlessChannel<?> channel) {
      super(channel);
    }

    @Override
    protected void autoReadCleared() {
      ((SocketlessChannel<?>) channel).autoReadEnds();
    }

    @Override
    public <T> boolean setOption(ChannelOption<T> option, T value) {
      if (option == ChannelOption.SO_LINGER) {
        reset = value instanceof Integer seconds && seconds == 0;
        return true;
      }
      return super.setOption(option, value);
    }
  }
}
