// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "512,512",
    "512B,512",
    "64KiB,65536",
    "64 kib,65536",
    "1.5MiB,1572864",
    "10MB,10000000",
    "2k,2000",
    "1TiB,1099511627776"
  })
  void whatPeopleWrite(String text, long bytes) {
    assertThat(ByteSize.parse(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "-1", "MiB", "1iB", "10 MiB/s", "1e6", "0x10", "999999999999999999TiB"})
  void whatIsNone(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> ByteSize.parse(text));
  }
}
