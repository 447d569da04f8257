// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListenerFileTest {

  @TempDir Path home;

  @BeforeEach
  void configs() throws IOException {
    Files.createDirectory(home.resolve("configs"));
  }

  @Test
  void isWrittenReplacedAndRemoved() throws Exception {
    var file = new ListenerFile(home);
    var path = file.write("tor", 9050);
    assertThat(path).isEqualTo(home.resolve("configs/io.sallyport.socks~tor.cfg.json"));
    assertThat(Files.readString(path)).contains("\"listen_port\": 9050", "\"final\": \"tor\"");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    file.write("tor", 9150);
    assertThat(Files.readString(path)).contains("9150").doesNotContain("9050");
    assertThat(file.remove("tor")).isTrue();
    assertThat(path).doesNotExist();
    assertThat(file.remove("tor")).isFalse();
    try (var left = Files.list(home.resolve("configs"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void isJsonInEveryLanguage() throws Exception {
    var usual = Locale.getDefault(Locale.Category.FORMAT);
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
    try {
      assertThat(new ListenerFile(home).write("tor", 9050)).content().contains(": 9050,");
    } finally {
      Locale.setDefault(Locale.Category.FORMAT, usual);
    }
  }

  @Test
  void aFileOfSomebodyElseStays() throws Exception {
    var path = home.resolve("configs/io.sallyport.socks~tor.cfg.json");
    Files.writeString(path, "{ \"listen_port\": 1 }");
    var file = new ListenerFile(home);
    assertThatThrownBy(() -> file.write("tor", 9050)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> file.remove("tor")).isInstanceOf(IOException.class);
    assertThat(Files.readString(path)).isEqualTo("{ \"listen_port\": 1 }");
  }

  @Test
  void withoutAHomeThereIsNowhereToWrite() {
    assertThatThrownBy(() -> new ListenerFile(null).write("tor", 9050))
        .hasMessageContaining("no home");
  }
}
