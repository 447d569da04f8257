// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnifferFuzzTest {

  private static final int ROUNDS = 5_000;

  private static final byte[][] SEEDS = {
    Hellos.jdk("example.com", 2),
    Hellos.records(Hellos.handshake(Hellos.sni("a.example")), 11),
    "GET /x HTTP/1.1\r\nHost: a.example:80\r\nX: y\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
    "CONNECT a.example:80 HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
    HexFormat.of().parseHex("123401000001000000000000076578616d706c6503636f6d0000010001"),
    HexFormat.of().parseHex("001d123401000001000000000000076578616d706c6503636f6d0000010001"),
    QuicPackets.published("rfc9001-a2.hex"),
    {},
  };

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyMutationGetsAVerdict(long seed) {
    var random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      byte[] input = mutate(SEEDS[random.nextInt(SEEDS.length)], random);
      assertThatCode(() -> SnifferFuzzer.fuzzerTestOneInput(input))
          .as(() -> HexFormat.of().formatHex(input))
          .doesNotThrowAnyException();
    }
  }

  /** Frames inside the encryption, which mutation from outside never reaches. */
  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void everyMutationOfQuicFramesGetsAVerdict(long seed) {
    var random = new Random(seed);
    byte[] hello = Hellos.unwrap(SEEDS[0]);
    byte[] frames =
        Hellos.concat(
            QuicPackets.crypto(60, Arrays.copyOfRange(hello, 60, hello.length)),
            new byte[] {2, 5, 0, 1, 0, 2, 3},
            QuicPackets.crypto(0, Arrays.copyOf(hello, 60)));
    for (int i = 0; i < ROUNDS / 5; i++) {
      byte[] packet = QuicPackets.initial(QuicPackets.DCID, i, mutate(frames, random));
      SnifferFuzzer.fuzzerTestOneInput(packet);
    }
  }

  private static byte[] mutate(byte[] original, Random random) {
    byte[] bytes = Arrays.copyOf(original, Math.max(0, original.length + random.nextInt(-8, 9)));
    for (int n = random.nextInt(4); n > 0 && bytes.length > 0; n--) {
      // Structure is at the beginning: change it there more often.
      int at = random.nextInt(random.nextBoolean() ? bytes.length : Math.min(64, bytes.length));
      bytes[at] =
          (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)) : bytes;
  }
}
