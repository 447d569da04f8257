// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.sallyport.testing.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UpstreamReplyFuzzTest {

  private static final String[] SEEDS = {
    "050005000001000000000000cafe",
    "0502010005000004000102030405060708090a0b0c0d0e0f0050cafe",
    "05000500000309" + Flows.hex("a.example") + "0050",
    "05020101",
    "05ff",
    "005a000000000000cafe",
    "005b000000000000",
    Flows.hex("HTTP/1.1 200 OK\r\nVia: x\r\n\r\nabc"),
    Flows.hex("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 200 x\n\nabc"),
    Flows.hex("HTTP/1.1 407 x\r\nContent-Length: 3\r\n\r\nabc"),
    "",
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyMutationEndsTheSameWayWholeAndBySingleBytes(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < 3_000; i++) {
      byte[] input = HexFormat.of().parseHex(SEEDS[random.nextInt(SEEDS.length)]);
      for (int n = random.nextInt(4); n > 0 && input.length > 0; n--) {
        int at = random.nextInt(input.length);
        input[at] =
            (byte) (random.nextBoolean() ? random.nextInt() : input[at] ^ 1 << random.nextInt(8));
      }
      byte[] cut = Arrays.copyOf(input, random.nextInt(input.length + 4));
      assertThatCode(() -> UpstreamReplyFuzzer.fuzzerTestOneInput(cut))
          .as(() -> HexFormat.of().formatHex(cut))
          .doesNotThrowAnyException();
    }
  }

  static Stream<Path> seeds() throws IOException {
    return Corpus.of(UpstreamReplyFuzzer.class);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void seed(Path seed) throws IOException {
    UpstreamReplyFuzzer.fuzzerTestOneInput(Files.readAllBytes(seed));
  }

  @Test
  void whatIsTooLongForAHeadIsRefusedAtTheSameByte() {
    byte[] head = new byte[HttpConnectHandshake.MAX_HEAD + 100];
    Arrays.fill(head, (byte) 'x');
    byte[] start = HexFormat.of().parseHex(Flows.hex("HTTP/1.1 200 OK\r\nX: "));
    System.arraycopy(start, 0, head, 0, start.length);
    UpstreamReplyFuzzer.fuzzerTestOneInput(head);
  }
}
