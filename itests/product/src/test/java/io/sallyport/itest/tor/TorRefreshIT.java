// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.tor.network.NetworkShape;
import io.sallyport.itest.tor.network.PrivateTorNetwork;
import io.sallyport.testing.Await;
import io.sallyport.torclient.ClientStatus.ConsensusView;
import io.sallyport.torclient.IsolationKey;
import io.sallyport.torclient.TorClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client on a network whose consensus is old after twenty seconds. */
class TorRefreshIT {

  @TempDir Path data;

  @Test
  void aNewConsensusIsTakenAndOpenStreamsDoNotNotice() throws Exception {
    try (var network = PrivateTorNetwork.start(NetworkShape.small().voting(20, 4));
        var echo = ByteServer.echo();
        var tor =
            TorClient.builder(data.resolve("client"))
                .network(network.dirAuthorities())
                .testing(true)
                .open();
        var stream = tor.open("echo.testnet", echo.port(), IsolationKey.SHARED)) {
      ConsensusView first = Objects.requireNonNull(tor.status().consensus());
      var position = new long[1];
      Await.until(
          "a newer consensus is in use",
          Duration.ofSeconds(90),
          () -> {
            Pattern.write(stream.output(), 5, position[0], 100);
            Pattern.check(stream.input(), 5, position[0], 100);
            position[0] += 100;
            var now = Objects.requireNonNull(tor.status().consensus());
            return now.validAfter().isAfter(first.validAfter());
          });
      assertThat(tor.bootstrap().done()).isTrue();
      try (var next = tor.open("echo.testnet", echo.port(), IsolationKey.of("next"))) {
        Pattern.write(next.output(), 6, 5000);
        Pattern.check(next.input(), 6, 5000);
      }
      Pattern.write(stream.output(), 5, position[0], 5000);
      Pattern.check(stream.input(), 5, position[0], 5000);
    }
  }
}
