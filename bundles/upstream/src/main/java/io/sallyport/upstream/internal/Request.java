// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;

/** What to ask a proxy for once a connection is ready; asked again if that turns out to be dead. */
@FunctionalInterface
interface Request {

  /** The handshake for a connection: a new one each time. */
  Handshake on(Channel connection);
}
