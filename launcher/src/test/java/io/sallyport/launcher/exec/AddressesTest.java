// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.exec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class AddressesTest {

  @Test
  void networksOfFourFollowOneAnother() {
    assertThat(new Addresses(0).outerInet4()).isEqualTo("169.254.1.1");
    assertThat(new Addresses(0).innerInet4()).isEqualTo("169.254.1.2");
    assertThat(new Addresses(65).outerInet4()).isEqualTo("169.254.2.5");
    assertThat(new Addresses(254 * 64 - 1).innerInet4()).isEqualTo("169.254.254.254");
  }

  @Test
  void areWrittenInAsciiDigitsInEveryLanguage() {
    var usual = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
    try {
      assertThat(new Addresses(70).outerInet4()).isEqualTo("169.254.2.25");
      assertThat(new Addresses(70).innerInet6()).isEqualTo("fd53:616c:6c79:0:46::2");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, usual);
    }
  }
}
