// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.testing.Await;
import io.sallyport.torclient.SocketDialer;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.hostile.HostileRelay;
import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.cert.RelayIdentity;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class LinkPoolTest {

  private final SocketDialer dialer = new SocketDialer(2, Duration.ofSeconds(5));
  private final LinkPool pool =
      new LinkPool(dialer, LinkSettings.standard(HostileRelay.RANDOM, InstantSource.system()));
  private final HostileRelay relay = new HostileRelay(HostileRelay.honest());

  LinkPoolTest() throws IOException {}

  @AfterEach
  void close() throws Exception {
    pool.close();
    dialer.close();
    relay.close();
  }

  private Link get() throws Exception {
    return pool.get(relay.endpoint()).get(20, TimeUnit.SECONDS);
  }

  @Test
  void whoComesWhileALinkIsMadeSharesIt() throws Exception {
    var first = pool.get(relay.endpoint());
    var second = pool.get(relay.endpoint());
    assertThat(second).isSameAs(first);
    assertThat(get()).isSameAs(first.getNow());
    assertThat(relay.connections()).isEqualTo(1);
    assertThat(pool.open()).containsExactly(first.getNow());
  }

  @Test
  void aLinkThatIsClosedOrRetiredIsMadeAnew() throws Exception {
    var first = get();
    first.retire();
    var second = get();
    assertThat(second).isNotSameAs(first);
    second.close().get(10, TimeUnit.SECONDS);
    assertThat(get()).isNotSameAs(second);
  }

  @Test
  void aLinkDoesNotServeAnotherIdentityThanItHasProven() throws Exception {
    var link = get();
    var half = new RelayIdentity(HostileRelay.KEYS.identity().rsa(), null);
    assertThat(pool.get(new RelayEndpoint(half, relay.endpoint().addresses())).get())
        .as("less is asked than it has proven")
        .isSameAs(link);
    var other =
        new RelayIdentity(HostileRelay.KEYS.identity().rsa(), new Ed25519Identity(new byte[32]));
    var refused = pool.get(new RelayEndpoint(other, relay.endpoint().addresses()));
    assertThat(refused.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(refused.isSuccess()).isFalse();
    assertThat(link.isOpen()).isTrue();
  }

  @Test
  void whatTheRelayTellsOfOurClockIsKept() throws Exception {
    assertThat(pool.clock().skew()).isNull();
    get();
    // Who waits for a link may have it a moment before the pool has taken notice.
    var skew = Await.value("a skew", Duration.ofSeconds(20), () -> pool.clock().skew());
    assertThat(skew.relays()).isEqualTo(1);
    assertThat(skew.ahead()).isBetween(Duration.ofSeconds(-5), Duration.ofSeconds(5));
  }

  /** Where a relay may fall silent while a link is being made. */
  enum Silence {
    BEFORE_TLS,
    AFTER_TLS
  }

  @ParameterizedTest
  @EnumSource
  void aLinkThatNobodyWantsAnyMoreHoldsNoSocket(Silence when) throws Exception {
    var silent = new CountDownLatch(1);
    var gone = new CountDownLatch(1);
    relay.does(
        connection -> {
          try {
            if (when == Silence.AFTER_TLS) {
              connection.secure();
            }
            silent.countDown();
            connection.drain();
          } finally {
            gone.countDown();
          }
        });
    var pending = pool.get(relay.endpoint());
    assertThat(silent.await(20, TimeUnit.SECONDS)).isTrue();
    pool.close();
    assertThat(pending.isCancelled()).isTrue();
    assertThat(gone.await(5, TimeUnit.SECONDS)).as("long before any deadline of a link").isTrue();
  }

  @Test
  void afterTheEndThereIsNothing() throws Exception {
    var link = get();
    pool.close();
    assertThat(link.closed().await(10, TimeUnit.SECONDS)).isTrue();
    var late = pool.get(relay.endpoint());
    assertThat(late.cause()).isInstanceOf(TorException.class);
    assertThat(((TorException) late.cause()).reason()).isEqualTo(Reason.CLOSED);
  }
}
