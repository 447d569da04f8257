// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.GlobalEventExecutor;
import io.netty.util.concurrent.Promise;
import io.sallyport.command.Screen;
import io.sallyport.torclient.Bootstrap;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WakeScreenTest {

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final Screen screen =
      new Screen(new PrintStream(text, true, StandardCharsets.UTF_8), 80, false);
  private final Promise<Void> woken = GlobalEventExecutor.INSTANCE.newPromise();

  private List<String> follow(Duration patience, Bootstrap... steps) throws InterruptedException {
    Queue<Bootstrap> next = new ArrayDeque<>(List.of(steps));
    new WakeScreen("tor", screen, patience)
        .follow(
            woken,
            () -> {
              var now = next.size() > 1 ? next.remove() : next.element();
              if (now.done()) {
                woken.trySuccess(null);
              }
              return now;
            });
    return text.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void everyChangeIsALineUntilItIsReady() throws InterruptedException {
    var asking = new Bootstrap(5, "asking for the consensus", null);
    assertThat(follow(Duration.ofMinutes(1), Bootstrap.ASLEEP, asking, asking, Bootstrap.DONE))
        .containsExactly("tor:   5%  asking for the consensus", "tor: 100%  ready");
  }

  @Test
  void whatStandsInTheWayIsSaidAndNotWaitedFor() throws InterruptedException {
    var stuck = new Bootstrap(5, "asking for the consensus", "this machine has no route");
    assertThat(follow(Duration.ofMinutes(1), stuck))
        .containsExactly(
            "tor:   5%  asking for the consensus",
            "    this machine has no route", "tor: it goes on trying; see tor:status");
  }

  @Test
  void whatTakesLongIsNotWatchedForEver() throws InterruptedException {
    assertThat(follow(Duration.ofMillis(1), new Bootstrap(45, "loading", null)))
        .containsExactly("tor:  45%  loading", "tor: it goes on trying; see tor:status");
  }

  @Test
  void aClientThatCannotBeOpenedSaysWhy() throws InterruptedException {
    woken.setFailure(new IllegalStateException("the folder is in use"));
    assertThat(follow(Duration.ofMinutes(1), new Bootstrap(0, "opening", null)))
        .containsExactly("tor:   0%  opening", "tor: the folder is in use");
  }
}
