// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Listening;

/**
 * What is done with what members give.
 *
 * @param <T> what that is
 */
interface Results<T> {

  /** Counts the streams that it is, or will be. */
  void count(T result, Streams streams, long flow);

  /** Nobody wants it any more. */
  void discard(T result);

  /** Streams and associations. */
  Results<Channel> CHANNELS =
      new Results<>() {
        @Override
        public void count(Channel channel, Streams streams, long flow) {
          streams.add(channel, flow);
        }

        @Override
        public void discard(Channel channel) {
          channel.close();
        }
      };

  /** Sockets that wait for a peer. */
  Results<Listening> LISTENING =
      new Results<>() {
        @Override
        public void count(Listening listening, Streams streams, long flow) {
          listening
              .accepted()
              .addListener(
                  (Future<Channel> peer) -> {
                    if (peer.isSuccess()) {
                      streams.add(peer.getNow(), flow);
                    }
                  });
        }

        @Override
        public void discard(Listening listening) {
          listening.close();
        }
      };

  /** Answers, which hold nothing. */
  static <T> Results<T> nothing() {
    return new Results<>() {
      @Override
      public void count(T result, Streams streams, long flow) {}

      @Override
      public void discard(T result) {}
    };
  }
}
