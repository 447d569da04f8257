// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.BindAnswer;
import io.sallyport.api.Listening;
import org.jspecify.annotations.Nullable;

/**
 * The wait of a session for the peer of a BIND (RFC 1928 §4): the outbound listens, the client is
 * told where, and the first peer is its stream. Whoever ends the stream's promise ends the wait. On
 * the session's loop.
 */
final class BindWait {

  private final LiveSession session;
  private final Approach approach;
  private final Channel client;
  private final BindAnswer answer;
  private final Promise<Channel> stream;
  private @Nullable Listening open;

  BindWait(LiveSession session, Approach approach, Channel client, BindAnswer answer) {
    this.session = session;
    this.approach = approach;
    this.client = client;
    this.answer = answer;
    this.stream = client.eventLoop().newPromise();
    stream.addListener(_ -> stopListening());
  }

  /** The peer's connection, once it is there. */
  Future<Channel> on(Future<Listening> opening) {
    opening.addListener((Future<Listening> done) -> session.onLoop(() -> listening(done)));
    return stream;
  }

  private void listening(Future<Listening> done) {
    if (!done.isSuccess()) {
      stream.tryFailure(done.cause());
      return;
    }
    open = done.getNow();
    if (stream.isDone()) {
      stopListening();
      return;
    }
    approach.peerAwaited();
    answer.listening(open.address());
    open.accepted().addListener((Future<Channel> peer) -> session.onLoop(() -> accepted(peer)));
    // Only by reading is it noticed that a client goes away.
    client.read();
  }

  private void accepted(Future<Channel> peer) {
    if (!peer.isSuccess()) {
      stream.tryFailure(peer.cause());
    } else if (!stream.trySuccess(peer.getNow())) {
      peer.getNow().close();
    }
  }

  /** The client has said something, or ended its output: without it nobody is to be waited for. */
  void clientStirred(boolean ended) {
    if (ended) {
      approach.clientGone();
    } else {
      client.read();
    }
  }

  private void stopListening() {
    if (open != null) {
      open.close();
    }
  }
}
