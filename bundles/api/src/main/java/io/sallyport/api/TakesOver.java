// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.netty.channel.IoHandle;

/**
 * A handle that takes over the descriptor of a channel which is registered already: from its
 * registration on, what the kernel tells of the descriptor goes to it and no longer to the channel,
 * which stays registered and is to be closed when all is done.
 *
 * <p>Whether a loop can do that, {@code loop.isCompatible(TakesOver.class)} tells. Where it cannot,
 * the channel has to be deregistered first. Registration, events and submissions are on the loop,
 * and registration in a task of its own: a channel that is being told of something goes on to read
 * what it can.
 */
public interface TakesOver extends IoHandle {

  /** The loop is being torn down. */
  @Override
  void close();
}
