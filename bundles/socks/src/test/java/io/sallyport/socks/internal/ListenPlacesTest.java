// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Settings;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenPlacesTest {

  private static ListenPlaces read(Object... pairs) throws ConfigException {
    Map<String, Object> properties = new HashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put((String) pairs[i], pairs[i + 1]);
    }
    return ListenPlaces.of(Settings.of(ListenPlaces.KEYS, properties));
  }

  @Test
  void aPortOrAPathOrBoth() throws Exception {
    var port = read("listen_port", 1080);
    assertThat(port.tcp()).isNotNull();
    assertThat(port.unix()).isNull();
    var path = read("listen_path", "/run/x/../socks.sock");
    assertThat(path.tcp()).isNull();
    assertThat(path.unix()).extracting(UnixPlace::where).isEqualTo("unix:/run/socks.sock");
    var both = read("listen", "::1", "listen_port", 1080, "listen_path", "/run/s", "mode", "660");
    assertThat(both.tcp()).extracting(TcpPlace::where).isEqualTo("[::1]:1080");
    assertThat(both.unix()).isNotNull();
    assertThat(both.open()).isFalse();
    assertThat(read("listen", "::", "listen_port", 1).open()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"0600,rw-------", "660,rw-rw----", "0777,rwxrwxrwx", "0604,rw----r--", "0,?"})
  void modes(String mode, String meant) throws Exception {
    if (meant.equals("?")) {
      assertThat(problem("listen_path", "/run/s", "mode", mode)).startsWith("mode: ");
    } else {
      var unix = Objects.requireNonNull(read("listen_path", "/run/s", "mode", mode).unix());
      assertThat(PosixFilePermissions.toString(unix.mode())).isEqualTo(meant);
    }
  }

  @Test
  void withoutAModeTheSocketIsItsOwnersAlone() throws Exception {
    var unix = Objects.requireNonNull(read("listen_path", "/run/s").unix());
    assertThat(PosixFilePermissions.toString(unix.mode())).isEqualTo("rw-------");
  }

  @Test
  void whatIsRefusedIsToldByItsKey() {
    assertThat(problem()).isEqualTo("listen_port: is required and missing");
    assertThat(problem("listen", "::1", "listen_path", "/run/s"))
        .isEqualTo("listen_port: is required and missing");
    assertThat(problem("listen_port", 1, "mode", "0600")).startsWith("mode: ");
    assertThat(problem("listen_path", "run/s")).startsWith("listen_path: ");
    assertThat(problem("listen_path", "/")).startsWith("listen_path: ");
    assertThat(problem("listen_path", "/run/")).startsWith("listen_path: ");
    assertThat(problem("listen_path", "/a\0b")).startsWith("listen_path: ");
    assertThat(problem("listen_path", "/" + "a".repeat(95)))
        .isEqualTo("listen_path: has 96 bytes; the path of a socket has 95 at most");
  }

  private static String problem(Object... pairs) {
    var e = catchThrowableOfType(ConfigException.class, () -> read(pairs));
    var problem = e.problems().getFirst();
    return problem.path() + ": " + problem.message();
  }
}
