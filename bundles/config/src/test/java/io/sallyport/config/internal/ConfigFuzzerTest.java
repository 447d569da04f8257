// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fuzz target on seeds that were mutated in a way that repeats itself. */
class ConfigFuzzerTest {

  private static final String[] SEEDS = {
    "{\"listen_port\": 1080, \"rules\": [{\"outbound\": \"direct\"}], \"final\": \"direct\"}",
    "// c\n{\"a\": [1, -2.5e3, \"\\u00e9\\n\", true, null, {\"b\": \"$[secret:pw]\"}]} /* x */",
    "{\"tag\": \"t\", \"enabled\": false, \"$schema\": \"\"}"
  };

  @Test
  void holdsForMutatedFiles() {
    var random = new Random(20261121);
    int runs = 0;
    for (; runs < 20_000; runs++) {
      byte[] data = SEEDS[runs % SEEDS.length].getBytes(StandardCharsets.UTF_8);
      for (int edits = 1 + random.nextInt(4); edits > 0 && data.length > 0; edits--) {
        data = mutate(data, random);
      }
      ConfigFuzzer.fuzzerTestOneInput(data);
    }
    assertThat(runs).isEqualTo(20_000);
  }

  private static byte[] mutate(byte[] data, Random random) {
    int at = random.nextInt(data.length);
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(data, at);
      case 1 -> {
        byte[] next = data.clone();
        next[at] = (byte) "{}[]\":,\\/*-0e\n\u007f".charAt(random.nextInt(15));
        yield next;
      }
      case 2 -> {
        byte[] next = data.clone();
        next[at] = (byte) random.nextInt(256);
        yield next;
      }
      default -> {
        byte[] next = Arrays.copyOf(data, data.length + at);
        System.arraycopy(data, 0, next, data.length, at);
        yield next;
      }
    };
  }
}
