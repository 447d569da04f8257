// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static io.sallyport.session.internal.RelayedPair.random;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Session;
import io.sallyport.session.internal.RelayedPair.Peer;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As {@link SocketRelayTest}, with a client that comes by a Unix socket. */
@Timeout(60)
class UnixRelayTest {

  private static final int BULK = 24 << 20;

  @TempDir Path folder;

  private RelayedPair pair;
  private Peer client;
  private Peer server;

  @BeforeEach
  void open() throws Exception {
    pair = RelayedPair.open(folder.resolve("s"));
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
  void bulkIsSplicedInBothDirectionsAtOnceAndEveryByteArrives() throws Exception {
    byte[] upwards = random(1, BULK);
    byte[] downwards = random(2, BULK);
    var sending = CompletableFuture.allOf(client.sending(upwards), server.sending(downwards));
    var received = server.receiving();
    Await.until("bytes go through pipes", pair::hasPipes);

    byte[] got = new byte[BULK];
    assertThat(client.in().readNBytes(got, 0, BULK)).isEqualTo(BULK);
    assertThat(Arrays.equals(got, downwards)).isTrue();
    assertThat(Arrays.equals(received.get(30, TimeUnit.SECONDS), upwards)).isTrue();
    assertThat(client.in().read()).isEqualTo(-1);
    sending.get(5, TimeUnit.SECONDS);
    pair.awaitEnd();
    var count = pair.gate.sessions.counts().getFirst();
    assertThat(count.up()).isEqualTo(BULK + RelayedPair.CHATTED);
    assertThat(count.down()).isEqualTo(BULK + RelayedPair.CHATTED);
    Await.until("the pipes are gone", () -> !pair.hasPipes());
  }

  @Test
  void aHalfCloseIsPassedOnEachWay() throws Exception {
    client.endOutput().run();
    assertThat(server.in().read()).isEqualTo(-1);
    assertThat(pair.session().state()).isEqualTo(Session.State.HALF_CLOSED);
    byte[] answer = random(3, BULK);
    var sending = server.sending(answer);
    assertThat(Arrays.equals(client.in().readAllBytes(), answer)).isTrue();
    sending.get(5, TimeUnit.SECONDS);
    pair.awaitEnd();
  }

  /**
   * What a Unix socket has for a reset it tells only while input is unread; the end comes always.
   */
  @Test
  void theSessionEndsWithTheTarget() throws Exception {
    server.reset().run();
    try {
      assertThat(client.in().read()).isEqualTo(-1);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
    pair.awaitEnd();
  }

  /** The close of a Unix socket with unread input is how its client resets. */
  @Test
  void theSessionEndsWithAClientThatLeavesInputUnread() throws Exception {
    var sending = server.sending(random(4, BULK));
    var session = pair.session();
    Await.until(
        "it stands after the first bytes",
        () -> session.down() > 1 << 17 && session.idle().toMillis() > 50);
    client.close().run();
    pair.awaitEnd();
    Await.until("who sends has failed", sending::isCompletedExceptionally);
  }
}
