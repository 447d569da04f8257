// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torclient.directory.DirectoryException.Kind;
import io.sallyport.torclient.link.ClockSkew;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.cert.RsaIdentity;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

  private static final RelayEndpoint SERVER =
      new RelayEndpoint(
          new RelayIdentity(new RsaIdentity(new byte[20]), null),
          List.of(new InetSocketAddress("127.0.0.1", 9001)));

  private @Nullable ClockSkew skew;
  private final Diagnosis diagnosis = new Diagnosis(() -> skew);

  @Test
  void whatRelaysTellOfOurClockComesBeforeWhatFailed() {
    diagnosis.failed(SERVER, new DirectoryException(Kind.BAD_DOCUMENT, "signed by nobody"));
    skew = new ClockSkew(Duration.ofSeconds(3599), 3);
    assertThat(diagnosis.problem()).isEqualTo("signed by nobody");
    skew = new ClockSkew(Duration.ofMinutes(310), 3);
    assertThat(diagnosis.problem())
        .isEqualTo(
            "the clock of this machine seems to be ahead by 5 hours and 10 minutes, as 3 relays"
                + " tell");
    skew = new ClockSkew(Duration.ofHours(-2), 1);
    assertThat(diagnosis.problem()).contains("behind by 2 hours", "one relay tells");
  }

  @Test
  void aConsensusForNowProvesThemWrong() {
    skew = new ClockSkew(Duration.ofHours(30), 1);
    assertThat(diagnosis.problem()).contains("clock");
    diagnosis.timely();
    assertThat(diagnosis.problem()).isNull();
    diagnosis.failed(SERVER, new DirectoryException(Kind.BUSY, "busy"));
    assertThat(diagnosis.problem()).isEqualTo("busy");
  }

  @Test
  void certificatesThatAreOverAreAWrongClock() {
    diagnosis.failed(SERVER, new DirectoryException(Kind.CLOCK, "the clock is off by an hour"));
    diagnosis.succeeded();
    assertThat(diagnosis.problem()).isEqualTo("the clock is off by an hour");
    diagnosis.timely();
    assertThat(diagnosis.problem()).isNull();
  }
}
