// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.datagram;

import io.sallyport.api.Datagram;
import io.sallyport.channel.MessageChannel;
import java.net.SocketAddress;

/**
 * The client's end of a session of datagrams: fed by the {@link UdpClient} that it belongs to, and
 * writing by it.
 */
final class FlowEnd extends MessageChannel<Datagram> {

  private final UdpClient client;
  private final Object way;

  /**
   * @param way what its client knows it by
   */
  FlowEnd(UdpClient client, Object way) {
    super(null, Datagram.class);
    this.client = client;
    this.way = way;
  }

  Object way() {
    return way;
  }

  @Override
  protected void send(Datagram datagram) {
    client.fromFar(datagram);
  }

  @Override
  protected void sent() {
    client.flush();
  }

  @Override
  protected void closed(boolean reset) {
    client.ended(this);
  }

  @Override
  protected SocketAddress remoteAddress0() {
    return client.address();
  }
}
