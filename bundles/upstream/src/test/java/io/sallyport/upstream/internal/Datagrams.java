// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DatagramPacket;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;

/** Between Netty's datagrams and ours, as a transport has it. */
final class Datagrams extends ChannelDuplexHandler {

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    var packet = (DatagramPacket) message;
    var from = packet.sender();
    ctx.fireChannelRead(
        new Datagram(
            Destination.of(from.getAddress().getAddress(), from.getPort()), packet.content()));
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    var datagram = (Datagram) message;
    var to = ((Destination.Address) datagram.peer()).toSocketAddress();
    ctx.write(new DatagramPacket(datagram.content(), to), promise);
  }
}
