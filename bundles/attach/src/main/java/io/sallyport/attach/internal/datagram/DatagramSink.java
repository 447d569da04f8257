// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.datagram;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** How a way of capturing talks back to clients. On one event loop. */
public interface DatagramSink {

  /**
   * Sends a datagram to a client as if it came from a far end.
   *
   * @param content stays the caller's
   * @return whether it is on its way
   */
  boolean send(InetSocketAddress from, InetSocketAddress client, ByteBuf content);

  /**
   * Tells a client by ICMP that nobody listens on a port of a far end.
   *
   * @param content the datagram that is refused, from its start; stays the caller's
   * @return whether the client was told
   */
  boolean portUnreachable(InetSocketAddress client, InetSocketAddress far, ByteBuf content);

  /** What was sent may leave together now. */
  default void flush() {}
}
