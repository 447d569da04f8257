// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;

/** A socket at the far end of an outbound that waits for one peer: what SOCKS calls BIND. */
public interface Listening extends AutoCloseable {

  /** Where the peer must connect to, as the peer sees it. */
  InetSocketAddress address();

  /**
   * The peer's connection: a channel on the flow's loop with {@code autoRead} off, as {@link
   * Outbound#connect} gives it. Fails with a {@link ConnectFailure}, also when this is closed.
   */
  Future<Channel> accepted();

  /** Stops waiting. A connection that was accepted lives on. Idempotent, any thread. */
  @Override
  void close();
}
