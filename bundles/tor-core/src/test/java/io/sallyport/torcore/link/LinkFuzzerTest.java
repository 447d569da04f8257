// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Some thousand inputs of the fuzzer in each build: handshakes that go wrong somewhere. */
class LinkFuzzerTest {

  private static final byte[] RIGHT = {0, 1, 2, 3};

  @Test
  void handshakes() {
    var random = new Random(21);
    for (int i = 0; i < 1000; i++) {
      byte[] data = new byte[4 + random.nextInt(120)];
      random.nextBytes(data);
      System.arraycopy(RIGHT, 0, data, 0, random.nextInt(5));
      assertThatCode(() -> LinkFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
    }
  }
}
