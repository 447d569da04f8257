// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * How an acceptor tells its client what became of it. Exactly one method is called, once, on the
 * client channel's event loop.
 */
@ConsumerType
public interface Answer {

  /**
   * The outbound is connected; what this writes reaches the client before the first byte of the far
   * end.
   *
   * @param bound local address of the outbound's connection, if it is known
   */
  void connected(@Nullable SocketAddress bound);

  /** There will be no stream. The acceptor tells its client and closes the channel. */
  void failed(ConnectFailure failure);

  /**
   * Whether the client talks before it is answered, so that waiting for its first bytes is no
   * dead-lock. A SOCKS client does not; one that was redirected does.
   */
  default boolean clientSpeaksFirst() {
    return false;
  }
}
