// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Flow;

/** Where a {@link Pool} has its connections from. */
interface PoolSource {

  /** Makes a connection that is ready for a request, or fails. */
  Future<Channel> open(Flow flow, EventLoop loop);

  /** The loop for the next connection that is made for nobody yet. */
  EventLoop loop();

  /** The flow on whose behalf connections are made ahead. */
  Flow background();

  /** Whether a connection can change its loop. */
  boolean movable();

  /** Whether it matters to the connections on whose behalf they are made. */
  boolean isolating();
}
