// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.epoll.Native;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.sallyport.api.TakesOver;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One socket of a {@link SocketRelay}, registered edge-triggered: what it is ready for is
 * remembered here, so that no system call is spent on changing interest. It is taken for writable
 * until a write falls short, and only then, once, is the kernel asked to tell.
 */
final class SocketEnd implements EpollIoHandle, TakesOver {

  private static final EpollIoOps INPUT =
      EpollIoOps.valueOf(
          EpollIoOps.EPOLLIN.value() | EpollIoOps.EPOLLRDHUP.value() | EpollIoOps.EPOLLET.value());

  private static final EpollIoOps ALL = INPUT.with(EpollIoOps.EPOLLOUT);

  final Channel channel;
  final Socket socket;
  final boolean isClient;
  private final SocketRelay relay;
  private final PipePool pipes;
  private @Nullable IoRegistration registration;

  // What the kernel has told and no call has found to be otherwise since.
  boolean readable;
  private boolean writable = true;
  private boolean asked;
  boolean hungUp;
  boolean broken;

  boolean inputEnded;
  boolean outputShut;

  // Bytes that this socket has yet to take: copied ones, or those in a pipe. Never both.
  private @Nullable ByteBuf waiting;
  private PipePool.@Nullable Pipe pipe;
  private int inPipe;

  SocketEnd(SocketRelay relay, Channel channel, boolean isClient, PipePool pipes) {
    this.relay = relay;
    this.channel = channel;
    this.socket = (Socket) ((UnixChannel) channel).fd();
    this.isClient = isClient;
    this.pipes = pipes;
  }

  void registered(IoRegistration with) {
    registration = with;
    with.submit(INPUT);
  }

  /** The socket takes no more for now. */
  private void full() {
    writable = false;
    if (!asked && registration != null) {
      asked = true;
      registration.submit(ALL);
    }
  }

  @Override
  public FileDescriptor fd() {
    return socket;
  }

  @Override
  public void handle(IoRegistration source, IoEvent event) {
    var ops = ((EpollIoEvent) event).ops();
    hungUp |= ops.contains(EpollIoOps.EPOLLRDHUP);
    broken |= ops.contains(EpollIoOps.EPOLLERR);
    readable |= ops.contains(EpollIoOps.EPOLLIN) || hungUp || broken;
    writable |= ops.contains(EpollIoOps.EPOLLOUT) || broken;
    try {
      relay.ready(this);
    } catch (RuntimeException e) {
      // Thrown on, it would take with it what the kernel has told of other sockets in the same
      // breath, and will not tell again.
      relay.abort();
    }
  }

  /** The loop is being torn down. */
  @Override
  public void close() {
    relay.abort();
  }

  /**
   * Reads into {@code buffer}.
   *
   * @return bytes read; 0 if there are none now, -1 at the end of input
   */
  int read(ByteBuffer buffer) throws IOException {
    int n = socket.recv(buffer, 0, buffer.capacity());
    // A short read has emptied a TCP socket, unless what follows is the end. One of a Unix socket
    // ends where descriptors were sent along.
    if (n < buffer.capacity() && !hungUp && (n <= 0 || channel instanceof SocketChannel)) {
      readable = false;
    }
    return n;
  }

  /** Writes bytes; keeps a copy of those that the socket does not take now. */
  void write(ByteBuffer buffer, int length) throws IOException {
    int sent = 0;
    while (sent < length && writable) {
      int n = socket.send(buffer, sent, length);
      sent += n;
      if (n == 0) {
        full();
      }
    }
    if (sent < length) {
      var rest = channel.alloc().directBuffer(length - sent);
      rest.writeBytes(buffer.slice(sent, length - sent));
      waiting = rest;
    }
  }

  /**
   * Moves bytes from another socket through a pipe, without copying them through this process.
   *
   * @return bytes taken from {@code from}; 0 if it has none or is at its end
   */
  int splice(SocketEnd from, PipePool.Pipe through) throws IOException {
    int n =
        Native.splice(from.socket.intValue(), -1, through.out().intValue(), -1, SocketRelay.SPLICE);
    if (n > 0) {
      pipe = through;
      inPipe = n;
      flush();
    }
    return n;
  }

  /** Sends what waits; whether nothing waits any more. */
  boolean flush() throws IOException {
    while (inPipe > 0 && writable) {
      int n = Native.splice(pipeOut(), -1, socket.intValue(), -1, inPipe);
      inPipe -= n;
      if (n == 0) {
        full();
      }
    }
    if (waiting != null) {
      while (waiting.isReadable() && writable) {
        int n = socket.send(waiting.nioBuffer(), 0, waiting.readableBytes());
        waiting.skipBytes(n);
        if (n == 0) {
          full();
        }
      }
      if (!waiting.isReadable()) {
        waiting.release();
        waiting = null;
      }
    }
    return waiting == null && inPipe == 0;
  }

  private int pipeOut() {
    return java.util.Objects.requireNonNull(pipe).in().intValue();
  }

  /**
   * Closes the socket and then its channel, which would else ask the kernel first how it is to be
   * closed, and take out of epoll what leaves it by itself.
   */
  void closeSocket() {
    try {
      socket.close();
    } catch (IOException e) {
      // Of a socket: what was still to be said of it. It is closed.
      broken = true;
    }
    channel.close();
  }

  /** Lets go of buffers and of the registration; the socket stays open. */
  void detach() {
    if (registration != null) {
      registration.cancel();
    }
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
    if (inPipe > 0 && pipe != null) {
      pipes.discard(pipe);
      inPipe = 0;
    }
    pipe = null;
  }

  /** Whether a pipe holds bytes for this socket, and so cannot go back to the pool. */
  boolean hasPiped() {
    return inPipe > 0;
  }
}
