// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * How an acceptor tells its client what became of a BIND (RFC 1928 §4): {@link #listening} once a
 * peer can come, then {@link #connected} with the peer's address, or {@link #failed} instead of
 * either.
 */
@ConsumerType
public interface BindAnswer extends Answer {

  /** A peer can connect here. */
  void listening(InetSocketAddress address);

  /**
   * The peer is there.
   *
   * @param peer its address
   */
  @Override
  void connected(@Nullable SocketAddress peer);
}
