// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import io.sallyport.sockscodec.SocksAddress;
import java.nio.charset.StandardCharsets;

/**
 * Writes datagrams into a stream of sing's UDP over TCP. It begins with a request: a byte that says
 * whether all datagrams have one far end (0: they have not), and the first far end as in SOCKS5.
 * Then, for each datagram, its far end in a form of its own, two bytes of length, and the payload.
 */
final class UotEncoder extends ChannelOutboundHandlerAdapter {

  static final int IPV4 = 0;
  static final int IPV6 = 1;
  static final int NAME = 2;

  private static final int MAX_PAYLOAD = 0xffff;

  private final SocksAddress first;

  UotEncoder(SocksAddress first) {
    this.first = first;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    var request = ctx.alloc().buffer();
    request.writeByte(0);
    first.emit(request);
    ctx.writeAndFlush(request);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof Datagram datagram)) {
      ctx.write(message, promise);
      return;
    }
    // A stream that is stopped up must not become a store of datagrams: they are lost, as in UDP.
    if (datagram.content().readableBytes() > MAX_PAYLOAD || !ctx.channel().isWritable()) {
      datagram.release();
      promise.trySuccess();
      return;
    }
    var header = ctx.alloc().buffer();
    emit(datagram.peer(), header);
    header.writeShort(datagram.content().readableBytes());
    ctx.write(header);
    ctx.write(datagram.content(), promise);
  }

  private static void emit(Destination peer, ByteBuf out) {
    switch (peer) {
      case Destination.Address(var ip, _) -> {
        byte[] bytes = ip.getAddress();
        out.writeByte(bytes.length == 4 ? IPV4 : IPV6).writeBytes(bytes);
      }
      case Destination.Name(var host, _) -> {
        out.writeByte(NAME).writeByte(host.length());
        out.writeCharSequence(host, StandardCharsets.US_ASCII);
      }
    }
    out.writeShort(peer.port());
  }
}
