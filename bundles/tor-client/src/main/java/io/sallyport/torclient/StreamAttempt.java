// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.circuit.Circuit;
import io.sallyport.torclient.circuit.CircuitManager;
import io.sallyport.torclient.circuit.ExitNeed;
import io.sallyport.torclient.stream.StreamLeg;
import io.sallyport.torclient.stream.TorStreamChannel;
import io.sallyport.torcore.circuit.StreamTarget;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Connects one stream, by another exit where one may be to blame. A refusal by the destination
 * itself is believed at once.
 */
final class StreamAttempt extends ExitByExit<Channel> {

  private static final long[] PATIENCE_SECONDS = {10, 10, 15};

  private final StreamTarget target;
  private final boolean internal;
  private final EventLoop loop;
  private final ByteBuf first;

  /**
   * Of a stream that is wanted.
   *
   * @param internal whether a name may turn out to mean an address of a private network
   * @param first what each exit is told along with the request, often nothing; taken over
   */
  StreamAttempt(
      CircuitManager circuits,
      StreamTarget target,
      boolean internal,
      EventLoop loop,
      Promise<Channel> promise,
      ByteBuf first) {
    super(circuits, promise);
    this.target = target;
    this.internal = internal;
    this.loop = loop;
    this.first = first;
    promise.addListener(_ -> forget());
  }

  @Override
  void ask(Circuit circuit, ExitNeed need) {
    long patience = PATIENCE_SECONDS[Math.min(asked(), PATIENCE_SECONDS.length) - 1];
    var leg = circuit.open(target, loop);
    sayFirst(leg.channel());
    var late = loop.schedule(() -> leg.channel().close(), patience, TimeUnit.SECONDS);
    promise.addListener(
        (Future<Channel> done) -> {
          if (!done.isSuccess()) {
            leg.channel().close();
          }
        });
    leg.connected()
        .addListener(
            (Future<TorStreamChannel> done) -> {
              boolean inTime = late.cancel(false);
              if (done.isSuccess()) {
                connected(leg, done.getNow());
              } else {
                failed(circuit, need, inTime ? TorException.of(done.cause()) : silent());
              }
            });
  }

  private synchronized void sayFirst(Channel to) {
    if (first.refCnt() > 0 && first.isReadable()) {
      to.writeAndFlush(first.retainedDuplicate());
    }
  }

  private synchronized void forget() {
    first.release();
  }

  private static TorException silent() {
    return new TorException(Reason.TIMEOUT, "the exit did not answer in time");
  }

  private void connected(StreamLeg leg, TorStreamChannel channel) {
    if (!internal
        && channel.remoteAddress() instanceof InetSocketAddress remote
        && Hosts.isInternal(remote.getAddress())) {
      channel.close();
      promise.tryFailure(
          new TorException(
              Reason.PROTOCOL, "the exit resolved the name to an address of a private network"));
    } else if (!promise.trySuccess(channel)) {
      leg.channel().close();
    }
  }

  private void failed(Circuit circuit, ExitNeed need, TorException why) {
    if (promise.isDone()) {
      return;
    }
    if (isFinal(why.reason())) {
      promise.tryFailure(why);
    } else {
      next(circuit, need, why);
    }
  }

  @Override
  void blamed(Circuit circuit) {
    circuits.retire(circuit);
  }

  private static boolean isFinal(Reason reason) {
    return switch (reason) {
      case REFUSED, UNSUPPORTED, CLOSED, NOT_READY, NOT_FOUND -> true;
      case CIRCUIT,
          LINK,
          PROTOCOL,
          CLOCK,
          UNREACHABLE,
          EXIT_POLICY,
          RESOLVE_FAILED,
          TIMEOUT,
          RESET ->
          false;
    };
  }
}
