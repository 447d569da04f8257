// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.sallyport.testing.Corpus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ListenerFuzzTest {

  static Stream<Path> seeds() throws IOException {
    return Corpus.of(ListenerFuzzer.class);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seed(Path seed) throws IOException {
    ListenerFuzzer.fuzzerTestOneInput(Files.readAllBytes(seed));
  }

  @Test
  void changedSeeds() throws IOException {
    var random = new Random(12);
    for (var seed : seeds().toList()) {
      byte[] good = Files.readAllBytes(seed);
      for (int i = 0; i < 200; i++) {
        byte[] input = Arrays.copyOf(good, 1 + random.nextInt(good.length + 8));
        for (int n = random.nextInt(4); n > 0; n--) {
          input[random.nextInt(input.length)] = (byte) random.nextInt();
        }
        assertThatCode(() -> ListenerFuzzer.fuzzerTestOneInput(input))
            .as(
                () ->
                    seed.getFileName()
                        + " "
                        + HexFormat.of().formatHex(input)
                        + " "
                        + new String(input, StandardCharsets.ISO_8859_1))
            .doesNotThrowAnyException();
      }
    }
  }
}
