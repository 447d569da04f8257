// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FillingTest {

  private final Filling filling =
      new Filling(new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(8), new Random(1)));

  private Future<Channel> begin() {
    Future<Channel> opening = ImmediateEventExecutor.INSTANCE.newPromise();
    filling.begun(opening);
    return opening;
  }

  @Test
  void someAtATime() {
    assertThat(filling.reserve(20, Integer.MAX_VALUE)).isEqualTo(8);
    assertThat(filling.reserve(20, Integer.MAX_VALUE)).isZero();
    var begun = new ArrayList<Future<Channel>>();
    for (int i = 0; i < 8; i++) {
      begun.add(begin());
    }
    assertThat(filling.pending()).containsExactlyInAnyOrderElementsOf(begun);
    filling.ended(begun.get(0));
    filling.ended(begun.get(1));
    assertThat(filling.reserve(20, Integer.MAX_VALUE)).isEqualTo(2);
  }

  @Test
  void whatIsUnderWayIsNotWantedAgain_andRoomLimits() {
    assertThat(filling.reserve(3, 2)).isEqualTo(2);
    assertThat(filling.reserve(3, 5)).isEqualTo(1);
    assertThat(filling.reserve(3, 5)).isZero();
    assertThat(filling.reserve(2, 5)).isZero();
    assertThat(filling.reserve(9, -1)).isZero();
  }

  @Test
  void afterAFailureNothingIsBegunUntilThePauseIsOver() {
    var first = filling.failed();
    assertThat(first).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
    assertThat(filling.failed()).isNull();
    assertThat(filling.reserve(1, 1)).isZero();
    filling.pauseIsOver();
    assertThat(filling.reserve(1, 1)).isEqualTo(1);
    assertThat(filling.failed()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    filling.pauseIsOver();
    filling.succeeded();
    assertThat(filling.failed()).isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
  }
}
