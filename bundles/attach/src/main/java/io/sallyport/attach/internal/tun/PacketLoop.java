// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import static io.sallyport.attach.internal.tun.Wire.u16;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.sallyport.attach.internal.settings.Ping;
import io.sallyport.linux.Errno;
import io.sallyport.linux.SystemCallException;
import io.sallyport.linux.TunQueue;
import io.sallyport.linux.VirtioNetHeader;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** What becomes of each packet of one queue: one thread. */
final class PacketLoop {

  /** Super-packets that the kernel refuses in a row before it gets no more. */
  private static final int ENOUGH = 16;

  private final TunQueue queue;
  private final int head;
  private final DeviceAddresses addresses;
  private final TcpRewriter rewriter;
  private final List<DatagramInbox> inboxes;
  private final Supplier<Ping> ping;
  private final LongSupplier seconds;
  private final ErrorLimit errors;
  private final TunCounters counters;
  private final Runnable refused;
  private final IpPacket packet = new IpPacket();
  private final IpPacket inner = new IpPacket();
  private final Reassembly reassembly = new Reassembly();
  private final Emitter emitter;
  private final Replies replies;
  private int refusals;
  private final MemorySegment buffer = Arena.ofAuto().allocate(TunQueue.MAX_PACKET, 64);
  private final MemorySegment whole = Arena.ofAuto().allocate(TunQueue.MAX_PACKET, 64);

  /**
   * @param inboxes those of all loops; empty if UDP is refused
   * @param seconds a clock that does not go back
   * @param refused told once if the kernel takes no super-packets back
   */
  PacketLoop(
      TunQueue queue,
      boolean vnetHdr,
      DeviceAddresses addresses,
      TcpRewriter rewriter,
      List<DatagramInbox> inboxes,
      Supplier<Ping> ping,
      LongSupplier seconds,
      ErrorLimit errors,
      TunCounters counters,
      Runnable refused) {
    this.queue = queue;
    this.head = vnetHdr ? VirtioNetHeader.LENGTH : 0;
    this.addresses = addresses;
    this.rewriter = rewriter;
    this.inboxes = List.copyOf(inboxes);
    this.ping = ping;
    this.seconds = seconds;
    this.errors = errors;
    this.counters = counters;
    this.refused = refused;
    this.emitter = new Emitter(vnetHdr);
    this.replies = new Replies(emitter);
  }

  /** Reads until the device is closed. */
  void run() throws SystemCallException {
    while (!queue.isClosed()) {
      int length = queue.read(buffer);
      if (length == 0) {
        queue.await(-1);
      } else {
        counters.packets.increment();
        counters.bytes.add(length);
        take(buffer, length);
      }
    }
  }

  /** Deals with a packet with its virtio header. */
  private void take(MemorySegment memory, int length) {
    if (length <= head || !packet.parse(memory, head, length - head)) {
      counters.malformed.increment();
      return;
    }
    if (isForMany()) {
      return;
    }
    if (packet.isFragment()) {
      var complete = reassembly.add(packet, (int) seconds.getAsLong());
      if (complete == null) {
        return;
      }
      MemorySegment.copy(complete, 0, whole, head, complete.byteSize());
      if (head > 0) {
        VirtioNetHeader.NONE.write(whole);
      }
      if (!packet.parse(whole, head, (int) complete.byteSize()) || packet.isFragment()) {
        counters.malformed.increment();
        return;
      }
    }
    switch (packet.protocol()) {
      case Wire.TCP -> tcp();
      case Wire.UDP -> udp();
      case Wire.ICMP, Wire.ICMPV6 -> icmp();
      default -> refuse();
    }
  }

  /** The kernel looks for routers and groups by the device; nobody is there. */
  private boolean isForMany() {
    return packet.isV4()
        ? packet.destinationLow() >>> 28 == 14
        : packet.destinationHigh() >>> 56 == 0xff;
  }

  private boolean flag(int bit) {
    return head > 0 && (Wire.u8(packet.memory(), 0) & bit) != 0;
  }

  private void tcp() {
    switch (rewriter.rewrite(packet, flag(VirtioNetHeader.NEEDS_CSUM), (int) seconds.getAsLong())) {
      case REWRITTEN -> rewritten(packet.memory().asSlice(0, packet.end()));
      case FULL -> counters.full.increment();
      case BAD -> counters.malformed.increment();
      case STRAY -> {
        counters.stray.increment();
        if (errors.allows() && replies.reset(packet)) {
          write(emitter.packet());
        }
      }
    }
  }

  private void rewritten(MemorySegment bytes) {
    var problem = queue.write(bytes, bytes.byteSize());
    if (problem == null) {
      refusals = 0;
      return;
    }
    counters.unwritten.increment();
    boolean isSuper = head > 0 && Wire.u8(bytes, 1) != VirtioNetHeader.GSO_NONE;
    if (isSuper && problem == Errno.EINVAL && ++refusals == ENOUGH) {
      refused.run();
    }
  }

  private void udp() {
    var memory = packet.memory();
    int at = packet.payload();
    boolean complete = flag(VirtioNetHeader.NEEDS_CSUM) || flag(VirtioNetHeader.DATA_VALID);
    int gsoSize = gsoSize();
    if (packet.payloadLength() < 8) {
      counters.malformed.increment();
      return;
    }
    int length = gsoSize > 0 ? packet.payloadLength() : u16(memory, at + 4);
    boolean unsummed = u16(memory, at + 6) == 0;
    if (length < 8
        || length > packet.payloadLength()
        || unsummed && !packet.isV4() && !complete
        || !unsummed && !complete && !packet.hasRightChecksum()) {
      counters.malformed.increment();
      return;
    }
    if (inboxes.isEmpty()
        || addresses.isOurs(packet.isV4(), packet.destinationHigh(), packet.destinationLow())
            && !addresses.isDns(packet.isV4(), packet.destinationHigh(), packet.destinationLow())) {
      refuse();
      return;
    }
    var ends = Endpoints.of(packet);
    var source = ends.source();
    var destination = addresses.toOwn(ends.destination());
    int piece = gsoSize > 0 ? gsoSize : length;
    int from = 8;
    do {
      int bytes = Math.min(piece, length - from);
      hand(source, destination, memory.asSlice(at + from, bytes));
      from += piece;
    } while (from < length);
  }

  /** Bytes of each datagram of a super-packet; 0 for a single one. */
  private int gsoSize() {
    if (head == 0) {
      return 0;
    }
    var header = VirtioNetHeader.read(packet.memory());
    return header.gsoType() == VirtioNetHeader.GSO_UDP_L4 ? header.gsoSize() : 0;
  }

  private void hand(
      InetSocketAddress source, InetSocketAddress destination, MemorySegment payload) {
    int bytes = (int) payload.byteSize();
    ByteBuf content = ByteBufAllocator.DEFAULT.directBuffer(Math.max(1, bytes));
    content.writeBytes(payload.asByteBuffer());
    var inbox = inboxes.get(Math.floorMod(source.hashCode(), inboxes.size()));
    if (!inbox.offer(source, destination, content)) {
      content.release();
      counters.overflow.increment();
    }
  }

  private void icmp() {
    if (Replies.isEchoRequest(packet) && ping.get() == Ping.REPLY) {
      boolean right =
          packet.isV4()
              ? Wire.fold(Wire.sum(packet.memory(), packet.payload(), packet.payloadLength()))
                  == 0xffff
              : packet.hasRightChecksum();
      if (right || flag(VirtioNetHeader.NEEDS_CSUM)) {
        counters.echoes.increment();
        replies.echo(packet);
        write(emitter.packet());
      } else {
        counters.malformed.increment();
      }
    } else if (Replies.isEchoRequest(packet) && ping.get() == Ping.REJECT) {
      refuse();
    } else if (Replies.isError(packet) && rewriter.rewriteError(packet, inner)) {
      write(packet.memory().asSlice(0, packet.end()));
    }
  }

  private void refuse() {
    counters.refused.increment();
    var why =
        packet.protocol() == Wire.UDP ? Replies.Unreachable.PORT : Replies.Unreachable.PROHIBITED;
    if (errors.allows() && replies.unreachable(packet, why)) {
      write(emitter.packet());
    }
  }

  private void write(MemorySegment bytes) {
    if (queue.write(bytes, bytes.byteSize()) != null) {
      counters.unwritten.increment();
    }
  }
}
