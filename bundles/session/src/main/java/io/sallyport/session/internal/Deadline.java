// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The one deadline of a session that is not joined yet; used on its loop. */
final class Deadline {

  private final EventLoop loop;
  private final Consumer<ConnectFailure> missed;
  private @Nullable Future<?> timer;

  Deadline(EventLoop loop, Consumer<ConnectFailure> missed) {
    this.loop = loop;
    this.missed = missed;
  }

  /** Starts it, in place of what was set before. */
  void set(Duration timeout, String what) {
    cancel();
    timer =
        loop.schedule(
            () -> missed.accept(new ConnectFailure(ConnectFailure.Reason.TIMEOUT, what)),
            timeout.toNanos(),
            TimeUnit.NANOSECONDS);
  }

  void cancel() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }
}
