// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortRangeTest {

  @Test
  void aRangeHasBothItsEndsAndGoesRound() {
    var range = PortRange.parse("20000-20002");
    assertThat(range.size()).isEqualTo(3);
    assertThat(range.at(2)).isEqualTo(20002);
    assertThat(range.at(3)).isEqualTo(20000);
    assertThat(PortRange.parse("65535")).isEqualTo(new PortRange(65535, 65535));
    assertThat(PortRange.ANY.at(5)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "0-5", "5-4", "1-65536", "70000", "a-b", "1-2-3", "-1", "1-"})
  void whatIsNoneIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> PortRange.parse(text));
  }
}
