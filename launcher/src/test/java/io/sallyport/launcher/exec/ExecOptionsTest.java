// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExecOptionsTest {

  private static final Path HOME = Path.of("/srv/sallyport");

  private static ExecOptions parse(String... arguments) {
    return ExecOptions.parse(List.of(arguments), HOME);
  }

  @Test
  void theCommandBeginsBehindTheOptions() {
    assertThat(parse("curl", "--silent", "--home", "x"))
        .isEqualTo(new ExecOptions(HOME, "direct", "", List.of("curl", "--silent", "--home", "x")));
    assertThat(parse("--outbound", "tor", "--user", "me", "--home", "/h", "--", "--odd", "--"))
        .isEqualTo(new ExecOptions(Path.of("/h"), "tor", "me", List.of("--odd", "--")));
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(ExecOptionsTest::parse).hasMessageContaining("no command");
    assertThatThrownBy(() -> parse("--")).hasMessageContaining("no command");
    assertThatThrownBy(() -> parse("--outbound")).hasMessage("--outbound needs a value");
    assertThatThrownBy(() -> parse("--out", "x")).hasMessageContaining("does not know --out");
  }

  @Test
  void programsSideBySideHaveAddressesOfTheirOwn() {
    var seen = new HashSet<String>();
    for (long pid = 4_000_000; pid < 4_010_000; pid++) {
      var addresses = new Addresses(pid);
      assertThat(seen.add(addresses.outerInet4())).isTrue();
      assertThat(addresses.outer()).matches("sx-[0-9a-z]{1,12}").hasSizeLessThanOrEqualTo(15);
    }
    var one = new Addresses(4_194_303);
    assertThat(one.innerInet4()).matches("169\\.254\\.\\d{1,3}\\.\\d{1,3}");
    assertThat(one.innerInet6()).isEqualTo("fd53:616c:6c79:3f:ffff::2");
  }
}
