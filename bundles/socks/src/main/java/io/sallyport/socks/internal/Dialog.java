// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;

/** One side of a SOCKS handshake without its socket; for one client, on one thread. */
sealed interface Dialog permits Socks4Dialog, Socks5Dialog {

  /**
   * Reads at most one message. Called again after {@link Step.Say} at once, after {@link Step.Wait}
   * with more bytes, otherwise never.
   */
  Step next(ByteBuf in);
}
