// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AddressRangeTest {

  private static byte[] ip(String text) {
    return Objects.requireNonNull(NetUtil.createByteArrayFromIpAddressString(text));
  }

  @Test
  void offsetsAndAddressesBelongTogether() {
    var range = AddressRange.parse("198.18.5.5/15", 4);
    assertThat(range).hasToString("198.18.0.0/15");
    assertThat(range.size()).isEqualTo(131_072);
    assertThat(range.at(131_071).getHostAddress()).isEqualTo("198.19.255.255");
    var wide = AddressRange.parse("fc00::/18", 16);
    for (int offset : new int[] {0, 1, 255, 256, 65_535, 65_536, (1 << 30) - 1}) {
      assertThat(wide.offset(wide.at(offset).getAddress())).isEqualTo(offset);
      assertThat(wide.contains(wide.at(offset).getAddress())).isTrue();
    }
    assertThat(wide.offset(ip("fc00:1::"))).isEqualTo(-1);
  }

  @Test
  void knowsItsBounds() {
    var range = AddressRange.parse("198.18.0.0/15", 4);
    assertThat(range.contains(ip("198.19.255.255"))).isTrue();
    assertThat(range.contains(ip("198.20.0.0"))).isFalse();
    assertThat(range.contains(ip("198.17.255.255"))).isFalse();
    assertThat(range.contains(ip("fc00::1"))).isFalse();
    assertThat(range.overlaps(AddressRange.parse("198.19.4.0/24", 4))).isTrue();
    assertThat(range.overlaps(AddressRange.parse("198.0.0.0/8", 4))).isTrue();
    assertThat(range.overlaps(AddressRange.parse("10.0.0.0/8", 4))).isFalse();
  }
}
