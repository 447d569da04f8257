// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads datagrams out of a stream of sing's UDP over TCP; see {@link UotEncoder} for its form. A
 * stream that is none, or that ends, is closed: nothing can be sent to a server that is gone.
 */
final class UotDecoder extends ByteToMessageDecoder {

  /** Where the next datagram begins is not known any more: what is left means nothing. */
  private boolean lost;

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (lost) {
      in.skipBytes(in.readableBytes());
      return;
    }
    int start = in.readerIndex();
    int hostLength = hostLength(in);
    // Far end, port and length of the payload must be there; then the payload.
    if (hostLength < 0 || in.readableBytes() < hostLength + 4) {
      return;
    }
    int payload = in.getUnsignedShort(start + hostLength + 2);
    if (in.readableBytes() < hostLength + 4 + payload) {
      return;
    }
    var peer = peer(in, hostLength);
    in.skipBytes(2);
    out.add(new Datagram(peer, in.readRetainedSlice(payload)));
  }

  /** Bytes of the far end without its port, its type included; negative while not known. */
  private int hostLength(ByteBuf in) {
    if (!in.isReadable()) {
      return -1;
    }
    int at = in.readerIndex();
    return switch (in.getUnsignedByte(at)) {
      case UotEncoder.IPV4 -> 1 + 4;
      case UotEncoder.IPV6 -> 1 + 16;
      case UotEncoder.NAME -> in.readableBytes() < 2 ? -1 : 2 + in.getUnsignedByte(at + 1);
      default -> throw broken("no address type of UDP over TCP");
    };
  }

  private Destination peer(ByteBuf in, int hostLength) {
    if (in.readUnsignedByte() == UotEncoder.NAME) {
      int length = in.readUnsignedByte();
      var host = in.readCharSequence(length, StandardCharsets.ISO_8859_1).toString();
      int port = in.readUnsignedShort();
      try {
        return Destination.of(host, port);
      } catch (IllegalArgumentException e) {
        throw broken("no host name in UDP over TCP");
      }
    }
    byte[] ip = new byte[hostLength - 1];
    in.readBytes(ip);
    return Destination.of(ip, in.readUnsignedShort());
  }

  private DecoderException broken(String why) {
    lost = true;
    return new DecoderException(why);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      ctx.close();
    } else {
      ctx.fireUserEventTriggered(event);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
