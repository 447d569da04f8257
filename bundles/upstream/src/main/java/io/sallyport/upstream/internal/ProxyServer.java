// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import org.jspecify.annotations.Nullable;

/** One configuration of an outbound that goes by a proxy; immutable. */
interface ProxyServer {

  /** Where it is. */
  Endpoint endpoint();

  /** What is kept ready. */
  PoolLimits pool();

  /**
   * What is to be said before any request, and can therefore be said ahead; null for nothing. A new
   * one for each connection.
   */
  @Nullable Handshake prelude();
}
