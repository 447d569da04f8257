// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.link.LinkEstablished;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClockEstimateTest {

  private final ClockEstimate estimate = new ClockEstimate();

  private void hear(int relay, @Nullable Integer seconds) {
    byte[] id = new byte[20];
    id[0] = (byte) relay;
    estimate.heard(
        new LinkEstablished(
            5,
            new RelayIdentity(new RsaIdentity(id), null),
            seconds == null ? null : Duration.ofSeconds(seconds),
            null,
            List.of(),
            false));
  }

  private void assertAhead(int seconds, int relays) {
    assertThat(estimate.skew()).isEqualTo(new ClockSkew(Duration.ofSeconds(seconds), relays));
  }

  @Test
  void whoTellsNoTimeDoesNotCount() {
    hear(1, null);
    assertThat(estimate.skew()).isNull();
    hear(2, -7);
    hear(3, null);
    assertAhead(-7, 1);
  }

  @Test
  void aMinorityThatLiesDoesNotCount() {
    hear(1, 90_000);
    hear(2, 1);
    assertAhead(1, 2);
    hear(3, -90_000);
    assertAhead(1, 3);
    hear(4, 90_000);
    hear(5, 2);
    assertAhead(2, 5);
  }

  @Test
  void theLatestCount() {
    for (int relay = 0; relay < 5; relay++) {
      hear(relay, 7200);
    }
    hear(0, 0); // the clock was set right
    hear(0, 0);
    assertAhead(7200, 5);
    hear(6, 0);
    hear(7, 0);
    assertAhead(0, 5);
    estimate.forget();
    assertThat(estimate.skew()).isNull();
  }
}
