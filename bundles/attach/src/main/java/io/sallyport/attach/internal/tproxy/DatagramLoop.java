// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tproxy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEvent;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.Future;
import io.sallyport.attach.internal.datagram.UdpFlows;
import io.sallyport.attach.internal.life.CaptureContext;
import io.sallyport.linux.SystemCallException;
import io.sallyport.linux.TransparentDatagrams;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The captured datagrams of one family on one event loop: reads them by the batch, as the loop says
 * that there are some.
 */
final class DatagramLoop implements EpollIoHandle {

  /** After so many batches others on the loop have their turn. */
  private static final int MAX_BATCHES = 8;

  private final CaptureContext context;
  private final EventLoop loop;
  private final TransparentDatagrams socket;
  private final FileDescriptor descriptor;
  private final Mouths mouths;
  private final UdpFlows flows;
  private @Nullable IoRegistration registration;
  private boolean closed;

  DatagramLoop(
      CaptureContext context,
      EventLoop loop,
      TransparentDatagrams socket,
      int interfaceIndex,
      int maxClients) {
    this.context = context;
    this.loop = loop;
    this.socket = socket;
    this.descriptor = new FileDescriptor(socket.fd());
    this.mouths = new Mouths(context.guarded(), loop, interfaceIndex);
    this.flows = new UdpFlows(context.entrance(), loop, mouths, maxClients);
  }

  /** Begins to read. */
  CompletableFuture<Boolean> start() {
    var started = new CompletableFuture<Boolean>();
    if (!(loop instanceof IoEventLoop io) || !io.isCompatible(EpollIoHandle.class)) {
      started.completeExceptionally(
          new IOException("UDP needs the transport epoll; set type in io.sallyport.transport"));
      return started;
    }
    io.register(this)
        .addListener(
            (Future<IoRegistration> done) -> {
              if (!done.isSuccess()) {
                started.completeExceptionally(done.cause());
                return;
              }
              loop.execute(() -> listen(done.getNow(), started));
            });
    return started;
  }

  private void listen(IoRegistration at, CompletableFuture<Boolean> started) {
    registration = at;
    if (closed) {
      release();
      started.completeExceptionally(new IOException("closed"));
    } else {
      at.submit(EpollIoOps.EPOLLIN);
      started.complete(true);
    }
  }

  @Override
  public FileDescriptor fd() {
    return descriptor;
  }

  @Override
  public void handle(IoRegistration at, IoEvent event) {
    try {
      for (int i = 0; i < MAX_BATCHES && !closed; i++) {
        if (socket.receive(this::received) < TransparentDatagrams.batch()) {
          break;
        }
      }
    } catch (SystemCallException e) {
      // Errors of single datagrams; the socket itself is bound to loopback and does not break.
      context.log().debug("{}: {}", context.entrance().inbound().tag(), e.getMessage());
    }
    flows.deliver();
  }

  private void received(
      InetSocketAddress source, InetSocketAddress destination, ByteBuffer payload) {
    var content = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, payload.remaining()));
    flows.receive(source, destination, content.writeBytes(payload));
  }

  /** Any thread; the loop calls it too when it is torn down. */
  @Override
  public void close() {
    if (loop.inEventLoop()) {
      end();
    } else if (loop.isShuttingDown()) {
      socket.close();
    } else {
      loop.execute(this::end);
    }
  }

  private void end() {
    if (!closed) {
      closed = true;
      flows.close();
      mouths.close();
      release();
    }
  }

  private void release() {
    if (registration != null && registration.isValid()) {
      registration.cancel();
    }
    socket.close();
  }
}
