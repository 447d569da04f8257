// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.netty.util.concurrent.Future;
import io.sallyport.command.Screen;
import io.sallyport.command.Tone;
import io.sallyport.torclient.Bootstrap;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Shows an operator how a client wakes: a line for each change, until it is ready or stuck, or has
 * taken so long that it goes on without being watched.
 *
 * @param patience how long it is watched
 */
record WakeScreen(String tag, Screen screen, Duration patience) {

  private static final long STEP_MILLIS = 50;

  /** Follows what is told until {@code woken} is done. */
  void follow(Future<Void> woken, Supplier<Bootstrap> now) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    var shown = Bootstrap.ASLEEP;
    boolean over = false;
    while (!over) {
      over = woken.await(STEP_MILLIS) || System.nanoTime() > end;
      var next = now.get();
      if (!next.equals(shown) && !next.equals(Bootstrap.ASLEEP)) {
        shown = next;
        show(next);
      }
      over |= next.problem() != null;
    }
    if (woken.isDone() && !woken.isSuccess() && shown.problem() == null) {
      screen.line(Tone.BAD, tag + ": " + woken.cause().getMessage());
    } else if (!shown.done()) {
      screen.line(Tone.DIM, tag + ": it goes on trying; see tor:status");
    }
  }

  private void show(Bootstrap now) {
    screen.line(
        now.problem() == null ? Tone.PLAIN : Tone.BAD,
        "%s: %3d%%  %s".formatted(tag, now.percent(), now.doing()));
    if (now.problem() != null) {
      screen.prose(Tone.BAD, "    ", now.problem());
    }
  }
}
