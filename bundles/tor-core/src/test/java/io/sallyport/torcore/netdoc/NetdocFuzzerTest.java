// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Some thousand inputs of the fuzzer in each build: noise, and real documents changed. */
class NetdocFuzzerTest {

  private static final List<String> SEEDS =
      List.of(
          "consensus-microdesc", "microdescs", "certificates", "certificates.z", "certificates.gz");

  @Test
  void noise() {
    var random = new Random(42);
    for (int i = 0; i < 10_000; i++) {
      var data = new byte[random.nextInt(200)];
      random.nextBytes(data);
      assertThatCode(() -> NetdocFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
    }
  }

  @Test
  void changedDocuments() {
    var random = new Random(43);
    for (int target = 0; target < NetdocFuzzer.TARGETS; target++) {
      byte[] seed = Samples.bytes(SEEDS.get(target));
      for (int i = 0; i < 1_000; i++) {
        byte[] data = changed(seed, target, random);
        assertThatCode(() -> NetdocFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
      }
    }
  }

  /** Some bytes replaced, a stretch repeated or left out. */
  private static byte[] changed(byte[] seed, int target, Random random) {
    int from = random.nextInt(seed.length);
    int length = random.nextInt(Math.min(300, seed.length - from));
    int copies = random.nextInt(3);
    var data = new byte[1 + seed.length + (copies - 1) * length];
    data[0] = (byte) target;
    System.arraycopy(seed, 0, data, 1, from);
    for (int copy = 0; copy < copies; copy++) {
      System.arraycopy(seed, from, data, 1 + from + copy * length, length);
    }
    System.arraycopy(
        seed, from + length, data, 1 + from + copies * length, seed.length - from - length);
    for (int change = random.nextInt(5); change > 0; change--) {
      data[1 + random.nextInt(data.length - 1)] =
          (byte) (random.nextBoolean() ? random.nextInt() : " \n-=,0".charAt(random.nextInt(6)));
    }
    return data;
  }
}
