// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.Datagram;
import io.sallyport.channel.MessageChannel;
import java.net.SocketAddress;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one UDP session: it reads what its association hands it, and writes to the
 * client through the association.
 */
final class FlowChannel extends MessageChannel<Datagram> {

  private final UdpAssociation association;
  private final Consumer<FlowChannel> closed;

  /**
   * @param closed told once, on the loop, when the channel closes
   */
  FlowChannel(UdpAssociation association, Consumer<FlowChannel> closed) {
    super(null, Datagram.class);
    this.association = association;
    this.closed = closed;
  }

  /** A copy of just its size, in place of what the largest was read into. */
  @Override
  protected Datagram kept(Datagram datagram) {
    var copy = datagram.copy();
    datagram.release();
    return copy;
  }

  @Override
  protected void send(Datagram datagram) {
    association.toClient(datagram);
  }

  @Override
  protected void sent() {
    association.flush();
  }

  @Override
  protected void closed(boolean reset) {
    closed.accept(this);
  }

  @Override
  protected @Nullable SocketAddress remoteAddress0() {
    return association.clientAddress();
  }
}
