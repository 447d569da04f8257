// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.util.concurrent.Promise;
import io.sallyport.dns.internal.wire.ServerQuery;

/** A query on its way over a connection. On the server's loop. */
final class Pending {

  final ServerQuery query;
  final Promise<byte[]> done;

  /** Whether it was on a connection that broke, once (RFC 7766 §6.2.4: ask again). */
  boolean retried;

  Pending(ServerQuery query, Promise<byte[]> done) {
    this.query = query;
    this.done = done;
  }
}
