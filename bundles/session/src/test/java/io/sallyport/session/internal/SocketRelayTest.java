// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static io.sallyport.session.internal.RelayedPair.doing;
import static io.sallyport.session.internal.RelayedPair.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.api.Session;
import io.sallyport.session.internal.RelayedPair.Peer;
import io.sallyport.testing.Await;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sessions that have been taken over by a {@link SocketRelay}. */
@Timeout(60)
class SocketRelayTest {

  private static final int BULK = 48 << 20;

  private RelayedPair pair;
  private Peer client;
  private Peer server;

  @BeforeEach
  void open() throws Exception {
    pair = RelayedPair.open();
    client = pair.client;
    server = pair.server;
  }

  @AfterEach
  void close() throws Exception {
    if (pair != null) {
      pair.close();
    }
  }

  @Test
  void everyByteArrivesInBothDirectionsAtOnceAndIsCounted() throws Exception {
    byte[] upwards = random(1, BULK);
    byte[] downwards = random(2, BULK);
    var sendUp = client.sending(upwards);
    var sendDown = server.sending(downwards);
    var receivedUp = server.receiving();

    assertThat(Arrays.equals(client.in().readAllBytes(), downwards)).isTrue();
    assertThat(Arrays.equals(receivedUp.get(30, TimeUnit.SECONDS), upwards)).isTrue();
    sendUp.get(5, TimeUnit.SECONDS);
    sendDown.get(5, TimeUnit.SECONDS);
    pair.awaitEnd();
    var count = pair.gate.sessions.counts().getFirst();
    assertThat(count.up()).isEqualTo(BULK + RelayedPair.CHATTED);
    assertThat(count.down()).isEqualTo(BULK + RelayedPair.CHATTED);
  }

  @Test
  void aReaderThatPausesLosesNothing() throws Exception {
    byte[] sent = random(3, BULK);
    var sending = server.sending(sent);
    byte[] got = new byte[sent.length];
    int at = 0;
    var pauses = new Random(4);
    for (int n;
        (n = client.in().read(got, at, Math.min(1 + pauses.nextInt(200_000), got.length - at)))
            > 0; ) {
      at += n;
      if (pauses.nextInt(20) == 0) {
        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
      }
    }
    assertThat(Arrays.equals(got, sent)).isTrue();
    sending.get(5, TimeUnit.SECONDS);
  }

  @Test
  void aSessionThatIsBulkAndThenChattyAndThenBulkKeepsItsOrder() throws Exception {
    for (int round = 0; round < 3; round++) {
      byte[] part = random(round, 4 << 20);
      var sending = writing(part);
      assertThat(Arrays.equals(client.in().readNBytes(part.length), part)).isTrue();
      sending.get(5, TimeUnit.SECONDS);
      pair.chat(50);
    }
  }

  /** The server writes, and says nothing of an end. */
  private java.util.concurrent.Future<byte[]> writing(byte[] bytes) {
    return doing(
        () -> {
          server.out().write(bytes);
          return bytes;
        });
  }

  @Test
  void aHalfCloseIsPassedOnBehindTheLastByte() throws Exception {
    byte[] request = random(5, 3_000_001);
    var sending = client.sending(request);
    assertThat(Arrays.equals(server.in().readAllBytes(), request)).isTrue();
    sending.get(5, TimeUnit.SECONDS);
    assertThat(pair.session().state()).isEqualTo(Session.State.HALF_CLOSED);

    byte[] answer = random(6, 3_000_001);
    var answering = server.sending(answer);
    assertThat(Arrays.equals(client.in().readAllBytes(), answer)).isTrue();
    answering.get(5, TimeUnit.SECONDS);
    pair.awaitEnd();
  }

  @Test
  void anEndBehindDataThatTheOtherSideIsSlowToTakeIsNotLost() throws Exception {
    byte[] sent = random(7, 8 << 20);
    client.endOutput().run();
    assertThat(server.in().read()).isEqualTo(-1);
    var sending = server.sending(sent);
    // Both ends of the far socket are shut now while its bytes wait for a client that does not
    // read.
    var session = pair.session();
    Await.until("more than 100,000 bytes came down", () -> session.down() > 100_000);
    long cpu = cpuNanos();
    long before = session.down();
    Await.until("it is idle for a second", () -> session.idle().toMillis() > 1000);
    assertThat(session.down()).isLessThan(sent.length);
    assertThat(before).isLessThanOrEqualTo(session.down());
    assertThat(cpuNanos() - cpu).as("spinning").isLessThan(TimeUnit.MILLISECONDS.toNanos(600));

    assertThat(Arrays.equals(client.in().readAllBytes(), sent)).isTrue();
    sending.get(5, TimeUnit.SECONDS);
    pair.awaitEnd();
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean)
            java.lang.management.ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  @Test
  void resetsArePassedOn() throws Exception {
    server.reset().run();
    assertThatThrownBy(() -> client.in().read()).isInstanceOf(SocketException.class);
    pair.awaitEnd();
  }

  @Test
  void aResetWhileTheOtherSideDoesNotReadEndsTheSession() throws Exception {
    var sending = writing(random(8, BULK));
    var session = pair.session();
    Await.until(
        "it stands after the first bytes",
        () -> session.down() > 1 << 20 && session.idle().toMillis() > 50);
    client.reset().run();
    assertThatThrownBy(() -> sending.get(5, TimeUnit.SECONDS))
        .hasRootCauseInstanceOf(SocketException.class);
    pair.awaitEnd();
  }

  @Test
  void theOperatorClosesIt() throws Exception {
    pair.session().close();
    assertThatThrownBy(() -> client.in().read()).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> server.in().read()).isInstanceOf(SocketException.class);
    pair.awaitEnd();
  }

  @Test
  void descriptorsAreGivenBack() throws Exception {
    var sending = server.sending(random(9, BULK));
    client.in().readAllBytes();
    client.close().run();
    sending.get(5, TimeUnit.SECONDS);
    pair.awaitEnd();
    Await.until("the pipes are gone", () -> !pair.hasPipes());
  }
}
