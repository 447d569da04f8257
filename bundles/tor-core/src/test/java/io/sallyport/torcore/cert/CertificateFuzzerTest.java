// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.sallyport.torcore.fake.RelayKeys;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Some thousand inputs of the fuzzer in each build: noise, and certificates a little changed. */
class CertificateFuzzerTest {

  @Test
  void changedCertificates() {
    var keys = new RelayKeys(new SecureRandom(), Instant.parse("2026-11-21T00:00:00Z"));
    List<byte[]> samples = new ArrayList<>(keys.certs().certificates().values());
    samples.add(keys.certs().encoded());
    var random = new Random(7);
    for (int i = 0; i < 4000; i++) {
      byte[] data = samples.get(random.nextInt(samples.size())).clone();
      for (int change = 1 + random.nextInt(4); change > 0; change--) {
        data[random.nextInt(data.length)] = (byte) random.nextInt();
      }
      byte[] cut = Arrays.copyOf(data, data.length - random.nextInt(4));
      assertThatCode(() -> CertificateFuzzer.fuzzerTestOneInput(cut)).doesNotThrowAnyException();
    }
  }

  @Test
  void noise() {
    var random = new Random(8);
    for (int i = 0; i < 5000; i++) {
      byte[] data = new byte[random.nextInt(256)];
      random.nextBytes(data);
      assertThatCode(() -> CertificateFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
    }
  }
}
