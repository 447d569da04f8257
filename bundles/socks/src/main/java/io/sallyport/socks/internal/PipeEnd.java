// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AbstractChannel;
import io.netty.channel.Channel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One of two channels that are joined in memory: what is written to one is read from the other,
 * with half-closure, reset and back-pressure as between sockets. So a protocol that is spoken here
 * can stand before a session as its client. Both ends live on the loop of their parent and are used
 * there only.
 */
final class PipeEnd extends AbstractChannel implements DuplexChannel {

  /** What may wait to be read before the writer has to wait. */
  private static final int CAP = 64 << 10;

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private final Config config = new Config(this);
  private final Queue<ByteBuf> inbox = new ArrayDeque<>();
  private @Nullable PipeEnd peer;
  private int waiting;
  private boolean open = true;
  private boolean wanted;
  private boolean scheduled;
  private boolean inputEnded;
  private boolean endTold;
  private boolean outputShut;

  private PipeEnd(Channel parent) {
    super(parent);
    config.setAutoRead(false);
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
    config.reset = true;
    close();
  }

  @Override
  protected void doBeginRead() {
    wanted = true;
    if (!inbox.isEmpty() || inputEnded) {
      schedule();
    }
  }

  private void schedule() {
    if (wanted && !scheduled) {
      scheduled = true;
      eventLoop().execute(this::deliver);
    }
  }

  private void deliver() {
    scheduled = false;
    if (!open || !wanted) {
      return;
    }
    wanted = false;
    int read = 0;
    while (!inbox.isEmpty() && read < CAP && (read == 0 || config.isAutoRead())) {
      var bytes = inbox.remove();
      read += bytes.readableBytes();
      waiting -= bytes.readableBytes();
      pipeline().fireChannelRead(bytes);
    }
    if (read > 0 && open) {
      pipeline().fireChannelReadComplete();
    }
    if (inbox.isEmpty() && inputEnded) {
      tellEnd();
    } else if (other().open) {
      other().unsafe().flush();
    }
  }

  private void tellEnd() {
    if (!endTold && open) {
      endTold = true;
      pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }
    if (!other().open) {
      close();
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) {
    var to = other();
    for (Object message = out.current(); message != null; message = out.current()) {
      if (!to.open) {
        out.remove(new ClosedChannelException());
      } else if (to.waiting < CAP) {
        var bytes = (ByteBuf) message;
        if (bytes.isReadable()) {
          to.waiting += bytes.readableBytes();
          to.inbox.add(bytes.retain());
        }
        out.remove();
      } else {
        break; // the other end flushes this one when it has read
      }
    }
    if (!to.inbox.isEmpty()) {
      to.schedule();
    }
  }

  @Override
  protected Object filterOutboundMessage(Object message) {
    if (message instanceof ByteBuf) {
      return message;
    }
    throw new UnsupportedOperationException("only bytes go through here");
  }

  @Override
  protected void doShutdownOutput() {
    outputShut = true;
    other().inputEnds();
  }

  private void inputEnds() {
    inputEnded = true;
    schedule();
  }

  @Override
  protected void doClose() {
    open = false;
    drop();
    if (other().open) {
      eventLoop().execute(config.reset ? other()::wasReset : other()::wasClosed);
    }
  }

  private void wasReset() {
    if (open) {
      drop();
      pipeline().fireExceptionCaught(new IOException("reset by the other end"));
      close();
    }
  }

  private void wasClosed() {
    inputEnded = true;
    if (inbox.isEmpty()) {
      close();
    } else {
      schedule();
    }
  }

  private void drop() {
    inbox.forEach(ReferenceCountUtil::release);
    inbox.clear();
    waiting = 0;
  }

  @Override
  public ChannelFuture shutdownOutput() {
    return shutdownOutput(newPromise());
  }

  @Override
  public ChannelFuture shutdownOutput(ChannelPromise promise) {
    ((AbstractUnsafe) unsafe()).shutdownOutput(promise);
    return promise;
  }

  @Override
  public ChannelFuture shutdownInput() {
    return shutdownInput(newPromise());
  }

  @Override
  public ChannelFuture shutdownInput(ChannelPromise promise) {
    return promise.setFailure(new UnsupportedOperationException("only the other end ends this"));
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

  @Override
  protected @Nullable SocketAddress localAddress0() {
    return null;
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return null;
  }

  @Override
  protected void doBind(SocketAddress address) {
    throw new UnsupportedOperationException("it has no address");
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        promise.setFailure(new UnsupportedOperationException("it is connected"));
      }
    };
  }

  /** Understands, besides what every channel does, what makes closing a socket a reset. */
  private static final class Config extends DefaultChannelConfig {
    boolean reset;

    Config(Channel channel) {
      super(channel);
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
