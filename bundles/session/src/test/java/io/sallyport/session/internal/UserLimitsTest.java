// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Policy;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one user of an inbound may at most, and another one beside it. */
@Timeout(60)
class UserLimitsTest {

  private static final int RATE = 400_000;
  private static final int EACH = 300_000;

  private Gate gate;

  @BeforeEach
  void open() throws Exception {
    gate = new Gate();
    gate.limitsOf =
        user ->
            user.equals("alice") ? new Policy.UserLimits(2, RATE, RATE) : Policy.UserLimits.NONE;
  }

  @AfterEach
  void close() throws Exception {
    gate.close();
  }

  private Socket joinedAs(String user) throws Exception {
    gate.user = user;
    return gate.joined();
  }

  @Test
  void onlySoManySessionsAtATime() throws Exception {
    var first = joinedAs("alice");
    joinedAs("alice");
    gate.client();
    var failure = gate.failure();
    assertThat(failure.reason()).isEqualTo(ConnectFailure.Reason.LIMIT);
    assertThat(failure).hasMessageContaining("max_connections (2)");
    for (int i = 0; i < 4; i++) {
      joinedAs("bob");
    }
    assertThat(gate.sessions.live()).hasSize(6);

    first.close();
    gate.accepted().close();
    Await.until("the session has ended", () -> gate.sessions.live().size() <= 5);
    joinedAs("alice");
  }

  /** The rate belongs to the user, not to each session: two share it. */
  @Test
  void aRateIsOfAllSessionsOfTheUserAndOfNobodyElse() throws Exception {
    assertThat(seconds("bob")).isLessThan(0.9);
    // Of 600,000 bytes a tenth of a second's worth and what is in hand are free.
    assertThat(seconds("alice")).isBetween(0.95, 15.0);
  }

  private double seconds(String user) throws Exception {
    var one = joinedAs(user);
    var its = gate.accepted();
    var two = joinedAs(user);
    var others = gate.accepted();
    long begun = System.nanoTime();
    var sending =
        CompletableFuture.allOf(sending(its, EACH), sending(others, EACH), receiving(two, EACH));
    assertThat(one.getInputStream().readNBytes(EACH)).hasSize(EACH);
    sending.get(30, TimeUnit.SECONDS);
    return (System.nanoTime() - begun) / 1e9;
  }

  private static CompletableFuture<Void> sending(Socket socket, int bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            socket.getOutputStream().write(new byte[bytes]);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private static CompletableFuture<Void> receiving(Socket socket, int bytes) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            assertThat(socket.getInputStream().readNBytes(bytes)).hasSize(bytes);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }
}
