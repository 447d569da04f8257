// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.ConnectFailure;

/**
 * The client side of asking a proxy for one stream: bytes in, bytes out. Used once, by one thread.
 */
interface Handshake {

  /** Appends what the client says first. */
  void begin(ByteBuf out);

  /**
   * Goes as far as the received bytes lead.
   *
   * @param in what was received and not yet read; what is not a whole message stays in it, and so
   *     does whatever stands behind the last message, which belongs to the stream
   * @param out takes what is to be sent next
   * @return whether the stream stands
   * @throws ConnectFailure if it never will
   */
  boolean advance(ByteBuf in, ByteBuf out) throws ConnectFailure;

  /** What the proxy owes us now, to say what it has failed to send. */
  String awaited();
}
