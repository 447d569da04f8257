// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import io.sallyport.api.Origin;
import io.sallyport.sockscodec.SocksAddress;
import io.sallyport.sockscodec.SocksDatagramHeader;
import io.sallyport.sockscodec.SocksProtocolException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One UDP association (RFC 1928 §7): the handler of its relay socket, on the loop of the client's
 * TCP connection, with which it ends. Heard is only the address that the connection comes from, and
 * of it only the port that the request announced, or else that which the first well-formed datagram
 * came from. What is no datagram of SOCKS is dropped and ends nothing; so are fragments, which RFC
 * 1928 leaves to those who want them. When it has been silent for {@code udp_timeout} and no
 * session of it is left, connection and association end together.
 */
final class UdpAssociation extends ChannelInboundHandlerAdapter {

  private static final long LONGEST_CHECK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Associations associations;
  private final Entrance entrance;
  private final Channel client;
  private final InetSocketAddress peer;
  private final Lanes lanes;
  private @Nullable InetSocketAddress locked;
  private @Nullable Channel relay;
  private long last = System.nanoTime();
  private boolean ended;

  UdpAssociation(
      Associations associations,
      Entrance entrance,
      Channel client,
      Origin origin,
      InetSocketAddress peer,
      SocksAddress announced) {
    this.associations = associations;
    this.entrance = entrance;
    this.client = client;
    this.peer = peer;
    this.lanes = new Lanes(entrance, origin, this);
    // A client that names another address than its own does not know what NAT makes of it.
    this.locked =
        announced instanceof SocksAddress.Ip ip
                && ip.port() != 0
                && ip.address().equals(peer.getAddress())
            ? new InetSocketAddress(ip.address(), ip.port())
            : null;
    client.pipeline().addLast(new Tether(this));
  }

  EventLoop loop() {
    return client.eventLoop();
  }

  /** The socket is there; false if the association has ended meanwhile. */
  boolean start(Channel socket) {
    relay = socket;
    if (!ended) {
      socket.closeFuture().addListener(_ -> end());
      checkLater();
    }
    return !ended;
  }

  private void checkLater() {
    if (ended || !(Associations.idle(entrance) instanceof java.time.Duration idle)) {
      return;
    }
    loop()
        .schedule(
            () -> {
              if (lanes.isEmpty() && System.nanoTime() - last > idle.toNanos()) {
                end();
              } else {
                checkLater();
              }
            },
            Math.min(idle.toNanos(), LONGEST_CHECK_NANOS),
            TimeUnit.NANOSECONDS);
  }

  /** Ends the association, its sessions and the client's connection. Idempotent. */
  void end() {
    if (ended) {
      return;
    }
    ended = true;
    lanes.close();
    if (relay != null) {
      relay.close();
      client.close();
    }
    associations.left(this, peer.getAddress());
  }

  /** One socket after the other, until there is one whose port is free. */
  @Override
  public boolean isSharable() {
    return true;
  }

  // --- from the client

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (!(message instanceof DatagramPacket packet) || ended) {
      ReferenceCountUtil.release(message);
      return;
    }
    if (!admitted(packet.sender())) {
      associations.strangers.increment();
      packet.release();
      return;
    }
    var destination = destination(packet.content());
    if (destination == null) {
      packet.release();
      return;
    }
    locked = packet.sender();
    last = System.nanoTime();
    if (!lanes.send(new Datagram(destination, packet.content()))) {
      associations.dropped.increment();
    }
  }

  private boolean admitted(InetSocketAddress sender) {
    return locked != null ? locked.equals(sender) : peer.getAddress().equals(sender.getAddress());
  }

  /** Reads the header away; null, and counted, if the datagram cannot be relayed. */
  private @Nullable Destination destination(ByteBuf content) {
    try {
      var header = SocksDatagramHeader.parse(content);
      if (header.fragment() != 0) {
        associations.fragments.increment();
        return null;
      }
      var destination = Targets.of(header.peer());
      if (destination == null) {
        associations.malformed.increment();
      }
      return destination;
    } catch (SocksProtocolException e) {
      associations.malformed.increment();
      return null;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    lanes.deliver();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // ICMP about what the client no longer hears; it may hear the next.
  }

  // --- to the client

  /** Writes a datagram to the client, with the header that says who has sent it. Copies it. */
  void toClient(Datagram datagram) {
    if (relay == null || locked == null || ended || !relay.isWritable()) {
      associations.dropped.increment();
      return;
    }
    last = System.nanoTime();
    var content = datagram.content();
    var out = relay.alloc().directBuffer(SocksDatagramHeader.MAX_LENGTH + content.readableBytes());
    new SocksDatagramHeader(address(datagram.peer())).emit(out);
    out.writeBytes(content, content.readerIndex(), content.readableBytes());
    relay.write(new DatagramPacket(out, locked));
  }

  private static SocksAddress address(Destination from) {
    return switch (from) {
      case Destination.Address address -> new SocksAddress.Ip(address.ip(), address.port());
      case Destination.Name name -> new SocksAddress.Name(name.host(), name.port());
    };
  }

  void flush() {
    if (relay != null) {
      relay.flush();
    }
  }

  @Nullable InetSocketAddress clientAddress() {
    return locked;
  }
}
