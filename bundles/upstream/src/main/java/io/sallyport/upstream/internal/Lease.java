// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;

/**
 * A connection to the proxy on which a request can be sent.
 *
 * @param pooled whether it was made ahead, so that the proxy may have given it up unnoticed
 */
record Lease(Channel channel, boolean pooled) {}
