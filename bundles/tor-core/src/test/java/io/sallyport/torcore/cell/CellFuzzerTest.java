// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.sallyport.torcore.bytes.ByteWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Some thousand inputs of the fuzzer in each build: noise, and links with a few bytes changed. */
class CellFuzzerTest {

  @Test
  void noise() {
    var random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      byte[] data = new byte[random.nextInt(96)];
      random.nextBytes(data);
      for (int j = 1; j < data.length; j++) {
        if (random.nextInt(3) == 0) {
          data[j] = (byte) random.nextInt(8); // lengths and types that are small
        }
      }
      assertThatCode(() -> CellFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
    }
  }

  @Test
  void changedLinks() {
    var random = new Random(43);
    for (int i = 0; i < 3000; i++) {
      var out = new ByteWriter().bytes(Cells.versions(4, 5));
      for (int cells = random.nextInt(5); cells > 0; cells--) {
        byte[] body = new byte[random.nextInt(300)];
        out.bytes(
            random.nextBoolean()
                ? Cells.fixed(random.nextInt(), CellCommand.RELAY, body)
                : Cells.variable(0, CellCommand.CERTS, body));
      }
      byte[] data = out.toByteArray();
      for (int change = random.nextInt(3); change > 0; change--) {
        data[random.nextInt(data.length)] = (byte) random.nextInt();
      }
      assertThatCode(() -> CellFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
    }
  }
}
