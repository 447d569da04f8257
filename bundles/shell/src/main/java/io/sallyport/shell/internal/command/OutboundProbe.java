// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.FutureListener;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Outbound;
import io.sallyport.command.Json;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One real connection through an outbound.
 *
 * @param millis until it stood or failed
 * @param failure why it failed; null if it stood
 */
record OutboundProbe(long millis, @Nullable ConnectFailure failure) {

  /** Where the flows of this shell come from. */
  static final Origin SHELL =
      new Origin(
          "shell", "shell", null, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);

  /**
   * Connects and closes; blocks until then.
   *
   * @throws InterruptedException if the operator has no more patience; the attempt is given up
   */
  static OutboundProbe run(
      Outbound outbound, Destination destination, EventLoop loop, Duration deadline)
      throws InterruptedException {
    long start = System.nanoTime();
    Future<Channel> attempt;
    try {
      attempt = outbound.connect(Flow.open(Network.TCP, SHELL, destination), loop);
    } catch (RuntimeException e) {
      return new OutboundProbe(since(start), failure(e));
    }
    boolean done;
    try {
      done = attempt.await(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      // Also what comes after the deadline, or after Ctrl-C, is closed.
      attempt.cancel(true);
      attempt.addListener(
          (FutureListener<Channel>)
              future -> {
                if (future.isSuccess()) {
                  future.getNow().close();
                }
              });
    }
    long millis = since(start);
    if (!done) {
      return new OutboundProbe(
          millis, new ConnectFailure(ConnectFailure.Reason.TIMEOUT, "no answer in time"));
    }
    Throwable cause = attempt.cause();
    return new OutboundProbe(millis, cause == null ? null : failure(cause));
  }

  Json json(String tag, Destination destination) {
    return new Json()
        .put("outbound", tag)
        .put("destination", destination.toString())
        .put("ok", failure == null)
        .put("milliseconds", millis)
        .put("reason", failure == null ? null : failure.reason().label())
        .put("message", failure == null ? null : failure.getMessage());
  }

  private static ConnectFailure failure(Throwable cause) {
    return cause instanceof ConnectFailure failure
        ? failure
        : new ConnectFailure(ConnectFailure.Reason.GENERAL, String.valueOf(cause), cause);
  }

  private static long since(long start) {
    return Duration.ofNanos(System.nanoTime() - start).toMillis();
  }
}
