// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.AbstractChannel;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelMetadata;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultChannelConfig;
import io.netty.channel.EventLoop;
import io.sallyport.api.Datagram;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one UDP session: a channel of {@link Datagram}s without a socket. It reads
 * what its association hands it, and writes to the client through the association. What nobody
 * reads waits within bounds, and is dropped beyond: datagrams have no back-pressure.
 */
final class FlowChannel extends AbstractChannel {

  static final int MAX_WAITING = 64;
  static final int MAX_WAITING_BYTES = 128 << 10;

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private final UdpAssociation association;
  private final Consumer<FlowChannel> closed;
  private final ChannelConfig config = new DefaultChannelConfig(this).setAutoRead(false);
  private final Queue<Datagram> waiting = new ArrayDeque<>(2);
  private int waitingBytes;
  private boolean wantsToRead;
  private boolean delivering;
  private volatile boolean open = true;
  private volatile boolean registered;

  /**
   * @param closed told once, on the loop, when the channel closes
   */
  FlowChannel(UdpAssociation association, Consumer<FlowChannel> closed) {
    super(null);
    this.association = association;
    this.closed = closed;
  }

  /** Keeps a datagram for the next {@link #deliver}; if false, it is still the caller's. */
  boolean offer(Datagram datagram) {
    int bytes = datagram.content().readableBytes();
    if (!open || waiting.size() >= MAX_WAITING || waitingBytes + bytes > MAX_WAITING_BYTES) {
      return false;
    }
    waitingBytes += bytes;
    if (wantsToRead) {
      waiting.add(datagram);
    } else {
      // It may wait long: in a copy of just its size, not in what the largest was read into.
      waiting.add(datagram.copy());
      datagram.release();
    }
    return true;
  }

  /** Reads what waits, if anybody wants to read. */
  void deliver() {
    if (!wantsToRead || delivering || waiting.isEmpty()) {
      return;
    }
    delivering = true;
    wantsToRead = false;
    boolean auto = config.isAutoRead();
    do {
      var datagram = waiting.remove();
      waitingBytes -= datagram.content().readableBytes();
      pipeline().fireChannelRead(datagram);
    } while (!waiting.isEmpty() && config.isAutoRead() == auto);
    pipeline().fireChannelReadComplete();
    delivering = false;
  }

  @Override
  protected void doBeginRead() {
    wantsToRead = true;
    if (!waiting.isEmpty()) {
      eventLoop().execute(this::deliver);
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer in) {
    for (Object message = in.current(); message != null; message = in.current()) {
      if (message instanceof Datagram datagram) {
        association.toClient(datagram);
      }
      in.remove();
    }
    association.flush();
  }

  @Override
  protected void doRegister(ChannelPromise promise) {
    registered = true;
    promise.setSuccess();
  }

  @Override
  protected void doClose() {
    open = false;
    for (var datagram = waiting.poll(); datagram != null; datagram = waiting.poll()) {
      datagram.release();
    }
    closed.accept(this);
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doBind(SocketAddress local) {
    throw new UnsupportedOperationException("there is no socket to bind");
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        promise.setFailure(new UnsupportedOperationException("there is no socket to connect"));
      }
    };
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
    return association.clientAddress();
  }

  @Override
  public ChannelConfig config() {
    return config;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public boolean isActive() {
    return open && registered;
  }

  @Override
  public ChannelMetadata metadata() {
    return METADATA;
  }
}
