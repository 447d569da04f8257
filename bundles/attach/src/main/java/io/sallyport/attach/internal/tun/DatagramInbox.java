// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.sallyport.attach.internal.datagram.UdpFlows;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Datagrams on their way from the thread that reads the device to the loop of their client: they
 * change over in batches, as many as have come while the loop did something else. Bounded.
 */
final class DatagramInbox {

  private static final int MAX_DATAGRAMS = 4096;
  private static final int MAX_BYTES = 8 << 20;

  private final EventLoop loop;
  private final UdpFlows flows;
  private List<Arrived> waiting = new ArrayList<>();
  private int bytes;
  private boolean closed;

  private record Arrived(
      InetSocketAddress source, InetSocketAddress destination, ByteBuf content) {}

  DatagramInbox(EventLoop loop, UdpFlows flows) {
    this.loop = loop;
    this.flows = flows;
  }

  /**
   * Hands a datagram over.
   *
   * @param content taken over if there is room, else the caller's still
   * @return whether there is room
   */
  boolean offer(InetSocketAddress source, InetSocketAddress destination, ByteBuf content) {
    boolean first;
    synchronized (this) {
      if (closed
          || waiting.size() >= MAX_DATAGRAMS
          || bytes + content.readableBytes() > MAX_BYTES) {
        return false;
      }
      first = waiting.isEmpty();
      bytes += content.readableBytes();
      waiting.add(new Arrived(source, destination, content));
    }
    if (first) {
      try {
        loop.execute(this::take);
      } catch (RejectedExecutionException e) {
        close();
      }
    }
    return true;
  }

  private synchronized List<Arrived> swap() {
    var all = waiting;
    waiting = new ArrayList<>();
    bytes = 0;
    return all;
  }

  private void take() {
    for (var arrived : swap()) {
      flows.receive(arrived.source, arrived.destination, arrived.content);
    }
    flows.deliver();
  }

  /** Throws away what waits, and ends the sessions. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    swap().forEach(arrived -> arrived.content.release());
    if (!loop.isShuttingDown()) {
      flows.close();
    }
  }
}
