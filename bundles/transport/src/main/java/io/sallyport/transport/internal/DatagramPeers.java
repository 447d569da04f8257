// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stands first in the pipeline of a UDP socket and makes it one of {@link Datagram}s. Nothing that
 * becomes of a single datagram reaches the session: a write always succeeds, what cannot be sent is
 * dropped, and errors that ICMP brings back are passed over.
 */
final class DatagramPeers extends ChannelDuplexHandler {

  private final NamedPeers names;
  private @Nullable ChannelHandlerContext ctx;

  DatagramPeers(Function<String, Future<InetAddress>> lookup) {
    names = new NamedPeers(lookup, this::sendLate);
  }

  NamedPeers names() {
    return names;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    ctx = context;
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    names.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    names.close();
    context.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof DatagramPacket packet) {
      var sender = packet.sender();
      context.fireChannelRead(
          new Datagram(
              Destination.of(sender.getAddress().getAddress(), sender.getPort()),
              packet.content()));
    } else {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
    if (message instanceof Datagram datagram) {
      send(context, datagram);
    } else {
      ReferenceCountUtil.release(message); // the empty buffer whose turn tells that it is done
    }
    if (!promise.isVoid()) {
      promise.trySuccess();
    }
  }

  private void send(ChannelHandlerContext context, Datagram datagram) {
    switch (datagram.peer()) {
      case Destination.Address address -> send(context, datagram, address.toSocketAddress());
      case Destination.Name name -> names.send(name.host(), datagram);
    }
  }

  private void sendLate(Datagram datagram, InetAddress address) {
    if (ctx == null || ctx.isRemoved()) {
      datagram.release();
      return;
    }
    send(ctx, datagram, new InetSocketAddress(address, datagram.peer().port()));
    ctx.flush();
  }

  /** A promise of its own: its failure is nobody's. */
  private static void send(ChannelHandlerContext ctx, Datagram datagram, InetSocketAddress to) {
    if (!datagram.content().isReadable() && EmptyDatagrams.send(ctx.channel(), to)) {
      datagram.release();
    } else {
      ctx.write(new DatagramPacket(datagram.content(), to), ctx.newPromise());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // ICMP of some peer (port unreachable), or a datagram that could not be read.
  }
}
