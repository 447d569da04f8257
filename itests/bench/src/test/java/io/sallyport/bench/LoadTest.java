// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Load and target face to face; what they count must be so before relays are judged by it. */
class LoadTest {

  private static int port;

  @BeforeAll
  static void target() throws IOException {
    port = new Ports().take();
    var target = new Target(List.of(port));
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                target.serve();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
  }

  static List<io.sallyport.bench.Test> timed() {
    return io.sallyport.bench.Test.TIMED.stream().filter(t -> !t.endsWithConsent()).toList();
  }

  @ParameterizedTest
  @MethodSource("timed")
  void everyTestRunsCleanWithoutARelay(io.sallyport.bench.Test test) throws InterruptedException {
    var outcome = new Load().run(test.job(0.2, List.of(port)));

    assertThat(outcome.failures()).isEmpty();
    assertThat(outcome.wrong()).isZero();
    assertThat(outcome.value()).isPositive();
    assertThat(outcome.units()).isPositive();
  }

  @Test
  void heldSessionsAnswerAndEnd() throws InterruptedException {
    var load = new Load();

    assertThat(load.run(job(Job.Kind.HOLD, port)).value()).isEqualTo(50);
    assertThat(load.run(job(Job.Kind.PROBE, port)).value()).isEqualTo(50);
    load.run(job(Job.Kind.RELEASE, port));
    assertThat(load.run(job(Job.Kind.PROBE, port)).value()).isZero();
  }

  @Test
  void aRelayThatRefusesIsCounted() throws IOException, InterruptedException {
    int closed;
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      closed = server.getLocalPort();
    }

    var outcome = new Load().run(job(Job.Kind.HOLD, closed));

    assertThat(outcome.value()).isZero();
    assertThat(outcome.failures()).isNotEmpty();
  }

  @Test
  void aRelayThatSwallowsIsAStall() throws IOException, InterruptedException {
    // Accepts, by its backlog, and never says anything.
    try (var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      var job =
          new Job(
              Job.Kind.BULK, 2, false, true, 0, 0.2, false, server.getLocalPort(), List.of(port));

      var outcome = new Load().run(job);

      assertThat(outcome.failures()).containsEntry("stalled", 2);
      assertThat(outcome.value()).isZero();
    }
  }

  private static Job job(Job.Kind kind, int entrance) {
    return new Job(kind, 50, false, false, 0, 0, false, entrance, List.of(port));
  }
}
