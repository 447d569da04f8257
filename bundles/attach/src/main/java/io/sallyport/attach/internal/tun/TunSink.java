// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import io.netty.buffer.ByteBuf;
import io.sallyport.attach.internal.datagram.DatagramSink;
import io.sallyport.linux.TunQueue;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.function.IntSupplier;

/** Talks to clients by packets of its own making. On one event loop. */
final class TunSink implements DatagramSink {

  /** What fits in an IP packet behind its own and UDP's header. */
  private static final int MAX_PAYLOAD4 = 65535 - 28;

  private static final int MAX_PAYLOAD6 = 65535 - 8;

  private final TunQueue queue;
  private final IntSupplier mtu;
  private final DeviceAddresses addresses;
  private final ErrorLimit errors;
  private final TunCounters counters;
  private final Emitter emitter;
  private final Replies replies;

  /**
   * @param mtu of the interface that clients are behind
   */
  TunSink(
      TunQueue queue,
      boolean vnetHdr,
      IntSupplier mtu,
      DeviceAddresses addresses,
      ErrorLimit errors,
      TunCounters counters) {
    this.queue = queue;
    this.mtu = mtu;
    this.addresses = addresses;
    this.errors = errors;
    this.counters = counters;
    this.emitter = new Emitter(vnetHdr);
    this.replies = new Replies(emitter);
  }

  @Override
  public boolean send(InetSocketAddress from, InetSocketAddress client, ByteBuf content) {
    boolean v6 = client.getAddress() instanceof Inet6Address;
    int length = content.readableBytes();
    if (v6 != from.getAddress() instanceof Inet6Address
        || length > (v6 ? MAX_PAYLOAD6 : MAX_PAYLOAD4)) {
      return false;
    }
    replies.datagram(addresses.fromOwn(from), client, content);
    if (v6 && 48 + length > mtu.getAsInt()) {
      emitter.fragment(mtu.getAsInt(), this::write);
      return true;
    }
    return write(emitter.packet());
  }

  @Override
  public boolean portUnreachable(InetSocketAddress client, InetSocketAddress far, ByteBuf content) {
    if (!errors.allows()) {
      return false;
    }
    replies.unreachable(client, addresses.fromOwn(far), Replies.Unreachable.PORT);
    return write(emitter.packet());
  }

  private boolean write(MemorySegment packet) {
    if (queue.write(packet, packet.byteSize()) == null) {
      return true;
    }
    counters.unwritten.increment();
    return false;
  }
}
