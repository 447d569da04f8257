// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadedTest {

  private static final Path FILE = Path.of("/etc/io.sallyport.socks~lab.cfg.json");

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void passesOverAByteOrderMark() {
    assertThat(Loaded.of(FILE, utf8("\ufeff{\"a\": 1}"))).isInstanceOf(Loaded.Parsed.class);
  }

  @Test
  void saysWhereTheTextIsNotUtf8() {
    byte[] bytes = utf8("{\n \"a\": \"?\"}");
    bytes[9] = (byte) 0xff;

    assertThat(Loaded.of(FILE, bytes))
        .isInstanceOfSatisfying(
            Loaded.Broken.class,
            broken ->
                assertThat(broken.finding())
                    .hasToString("io.sallyport.socks~lab.cfg.json:2:8: is not UTF-8 here"));
  }

  @Test
  void refusesACutCharacterAtTheEnd() {
    byte[] whole = utf8("{\"a\": \"ü\"}");
    byte[] cut = java.util.Arrays.copyOf(whole, 8);
    assertThat(Loaded.of(FILE, cut))
        .isInstanceOfSatisfying(
            Loaded.Broken.class, b -> assertThat(b.finding().message()).contains("UTF-8"));
  }

  @Test
  void refusesWhatIsLargerThanTheLimit() {
    assertThat(Loaded.of(FILE, new byte[Loaded.MAX_SIZE + 1]))
        .isInstanceOfSatisfying(
            Loaded.Broken.class, b -> assertThat(b.finding().message()).contains("16 MiB"));
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThat(Loaded.of(FILE, utf8("\n [1]")))
        .isInstanceOfSatisfying(
            Loaded.Broken.class, b -> assertThat(b.finding().toString()).contains(":2:2: "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"~lab", "a b~lab", "io.sallyport.socks~", "io..x", "a~x|y", ".x", "a~\u0007"})
  void refusesNamesThatAreNoPid(String name) {
    assertThat(Loaded.of(Path.of("/etc", name + ".cfg.json"), utf8("{}")))
        .isInstanceOfSatisfying(
            Loaded.Broken.class,
            b -> assertThat(b.finding().message()).startsWith("a file is named"));
  }

  @Test
  void splitsNamesAtTheFirstTilde() {
    assertThat(FileName.of("io.sallyport.socks~lab~2.cfg.json"))
        .isEqualTo(new FileName("io.sallyport.socks", "lab~2"));
    assertThat(FileName.of("io.sallyport.log.cfg.json"))
        .isEqualTo(new FileName("io.sallyport.log", null));
  }

  @Test
  void tellsAMissingFileFromABrokenOne(@TempDir Path folder) throws java.io.IOException {
    assertThat(Loaded.read(folder.resolve("a.cfg.json"))).isNull();
    java.nio.file.Files.createDirectory(folder.resolve("b.cfg.json"));
    assertThat(Loaded.read(folder.resolve("b.cfg.json"))).isInstanceOf(Loaded.Broken.class);
  }
}
