// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.dns.internal.wire.Answer;

/** One of {@code servers}. Any thread; never blocks. */
public interface DnsServer {

  /**
   * Asks.
   *
   * @return completed on {@code loop}; an answer with whatever code, or a {@link
   *     io.sallyport.api.ConnectFailure} in bounded time
   */
  Future<Answer> ask(Ask ask, EventLoop loop);

  /** Whether its answers are worth keeping. */
  default boolean isCacheable() {
    return true;
  }

  /** Ends its connections; who waits is told. Idempotent. */
  default void close() {}
}
