// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;

/**
 * Stands before a way for datagrams whose destination a rule or a name map has replaced: what the
 * client sends to the one goes to the other, and what the other answers comes from the one, as the
 * client must see it to take it for its answer.
 */
final class Readdressing extends ChannelDuplexHandler {

  /** What the client says. */
  private final Destination asked;

  /** What the outbound is told. */
  private final Destination used;

  Readdressing(Destination asked, Destination used) {
    this.asked = asked;
    this.used = used;
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ctx.write(
        message instanceof Datagram datagram && datagram.peer().equals(asked)
            ? new Datagram(used, datagram.content())
            : message,
        promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ctx.fireChannelRead(
        message instanceof Datagram datagram && answers(datagram.peer())
            ? new Datagram(asked, datagram.content())
            : message);
  }

  /** Of a name it is not known here which address it has: whoever answers on its port does. */
  private boolean answers(Destination peer) {
    return switch (used) {
      case Destination.Address address -> peer.equals(address);
      case Destination.Name name ->
          asked instanceof Destination.Address && peer.port() == name.port();
    };
  }
}
