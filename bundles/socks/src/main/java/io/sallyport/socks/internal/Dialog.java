// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One side of a SOCKS handshake without its socket; for one client, on one thread. */
sealed interface Dialog permits Socks4Dialog, Socks5Dialog {

  /**
   * Reads at most one message. Called again after {@link Step.Say} at once, after {@link Step.Wait}
   * with more bytes, otherwise never; after {@link Step.Check}, {@link #checked} is.
   */
  Step next(ByteBuf in);

  /**
   * Goes on after {@link Step.Check}.
   *
   * @param user who has the credentials; null if nobody
   */
  default Step checked(@Nullable String user) {
    throw new IllegalStateException("there was nothing to check");
  }
}
