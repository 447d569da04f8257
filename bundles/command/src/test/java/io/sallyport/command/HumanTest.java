// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HumanTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0B",
    "1023, 1023B",
    "1024, 1.0KiB",
    "1536, 1.5KiB",
    "102297, 99.9KiB",
    "102400, 100KiB",
    "1048063, 1023KiB",
    "1048575, 1.0MiB",
    "9223372036854775807, 8.0EiB"
  })
  void bytes(long bytes, String text) {
    assertThat(Human.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "-5, 0s",
    "0, 0s",
    "59, 59s",
    "60, 1m",
    "192, 3m12s",
    "3600, 1h",
    "7500, 2h5m",
    "86399, 23h59m",
    "187200, 2d4h"
  })
  void age(long seconds, String text) {
    assertThat(Human.age(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  @Test
  void oneIsNotMany() {
    assertThat(Human.count(1, "session") + Human.count(0, "session"))
        .isEqualTo("1 session0 sessions");
  }
}
