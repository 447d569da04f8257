// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;

/** Moves an idle connection to another event loop. */
final class LoopChange {

  private LoopChange() {}

  /**
   * Deregisters a channel and registers it again. Called on its present loop; nothing may be in
   * flight on it but a read.
   *
   * @return completed on {@code loop}
   */
  static Future<Channel> move(Channel channel, EventLoop loop) {
    if (channel.eventLoop() == loop) {
      return loop.newSucceededFuture(channel);
    }
    Promise<Channel> promise = loop.newPromise();
    channel
        .deregister()
        .addListener(
            left -> {
              if (!left.isSuccess()) {
                promise.setFailure(left.cause());
                return;
              }
              // Not from within the deregistering loop's own call stack.
              loop.execute(
                  () ->
                      loop.register(channel)
                          .addListener(
                              joined -> {
                                if (joined.isSuccess()) {
                                  promise.setSuccess(channel);
                                } else {
                                  promise.setFailure(joined.cause());
                                }
                              }));
            });
    return promise;
  }
}
