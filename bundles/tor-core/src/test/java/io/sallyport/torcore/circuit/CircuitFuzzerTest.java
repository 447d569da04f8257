// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Some hundred inputs of the fuzzer in each build: conversations that are plausible at first. */
class CircuitFuzzerTest {

  private static final byte[] COMMANDS = {2, 3, 4, 5, 9, 10, 12, 15, 43, 44};

  @Test
  void conversations() {
    var random = new Random(11);
    for (int i = 0; i < 600; i++) {
      byte[] data = new byte[random.nextInt(200)];
      random.nextBytes(data);
      for (int at = 0; at + 4 <= data.length; ) {
        data[at] = (byte) (random.nextInt(8) == 0 ? random.nextInt() : 2 | random.nextInt(4) << 2);
        data[at + 1] = COMMANDS[random.nextInt(COMMANDS.length)];
        int length = random.nextInt(30);
        data[at + 2] = (byte) length;
        at += 4 + length;
      }
      assertThatCode(() -> CircuitFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
    }
  }
}
