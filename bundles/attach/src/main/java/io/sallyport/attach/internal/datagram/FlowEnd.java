// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.datagram;

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
import org.jspecify.annotations.Nullable;

/**
 * The client's end of a session of datagrams: a channel without a socket, fed by the {@link
 * UdpClient} that it belongs to and writing by it. What nobody reads yet waits within bounds.
 */
final class FlowEnd extends AbstractChannel {

  static final int MAX_WAITING = 64;
  static final int MAX_WAITING_BYTES = 128 << 10;

  private static final ChannelMetadata METADATA = new ChannelMetadata(false);

  private final UdpClient client;
  private final Object way;
  private final ChannelConfig config = new DefaultChannelConfig(this).setAutoRead(false);
  private final Queue<Datagram> waiting = new ArrayDeque<>(2);
  private int waitingBytes;
  private boolean reading;
  private boolean delivering;
  private volatile boolean open = true;
  private volatile boolean registered;

  /**
   * @param way what its client knows it by
   */
  FlowEnd(UdpClient client, Object way) {
    super(null);
    this.client = client;
    this.way = way;
  }

  Object way() {
    return way;
  }

  /** Takes a datagram in, to be read with the next {@link #deliver}; if false, it is not taken. */
  boolean offer(Datagram datagram) {
    int bytes = datagram.content().readableBytes();
    if (!open || waiting.size() >= MAX_WAITING || waitingBytes + bytes > MAX_WAITING_BYTES) {
      return false;
    }
    waitingBytes += bytes;
    return waiting.add(datagram);
  }

  /** The datagram that has waited longest; null if none does. */
  @Nullable Datagram first() {
    return waiting.peek();
  }

  void deliver() {
    if (!reading || delivering || waiting.isEmpty()) {
      return;
    }
    delivering = true;
    reading = false;
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
    reading = true;
    if (!waiting.isEmpty()) {
      eventLoop().execute(this::deliver);
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer out) {
    for (Object message = out.current(); message != null; message = out.current()) {
      if (message instanceof Datagram datagram) {
        client.fromFar(datagram);
      }
      out.remove();
    }
    client.flush();
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
    client.ended(this);
  }

  @Override
  protected void doDisconnect() {
    doClose();
  }

  @Override
  protected void doBind(SocketAddress local) {
    throw new UnsupportedOperationException("a captured flow has no socket of its own");
  }

  @Override
  protected AbstractUnsafe newUnsafe() {
    return new AbstractUnsafe() {
      @Override
      public void connect(SocketAddress remote, SocketAddress local, ChannelPromise promise) {
        promise.setFailure(new UnsupportedOperationException("a captured flow is connected"));
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
  protected SocketAddress remoteAddress0() {
    return client.address();
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
