// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.sallyport.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Some thousand inputs of the fuzzer in each build: noise, and messages with a few bytes changed.
 */
class SocksFuzzerTest {

  static Stream<Path> seeds() throws IOException {
    return Corpus.of(SocksFuzzer.class);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seed(Path seed) throws IOException {
    SocksFuzzer.fuzzerTestOneInput(Files.readAllBytes(seed));
  }

  @Test
  void noise() {
    var random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      var data = new byte[random.nextInt(64)];
      random.nextBytes(data);
      assertThatCode(() -> SocksFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
    }
  }

  @Test
  void changedMessages() {
    var random = new Random(43);
    for (int i = 0; i < 20_000; i++) {
      var kind = MessageKind.values()[random.nextInt(MessageKind.values().length)];
      byte[] message = MessageKind.emitted(kind.sample(random));
      var data = new byte[message.length + 1];
      data[0] = (byte) kind.ordinal();
      System.arraycopy(message, 0, data, 1, message.length);
      for (int change = random.nextInt(4); change > 0; change--) {
        data[1 + random.nextInt(message.length)] = (byte) random.nextInt();
      }
      assertThatCode(() -> SocksFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
    }
  }
}
