// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.password.PasswordHash;
import io.sallyport.testing.RecordingShell;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordCommandTest {

  @TempDir Path directory;

  private final PasswordCommand command = new PasswordCommand();

  private String hash(String file) throws Exception {
    var shell = new RecordingShell(directory);
    command.hash(shell.session(), file);
    return shell.shown();
  }

  private static boolean fits(String hash, String password) {
    return PasswordHash.parse(hash).matches(password.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gehe\u00efm 1", "gehe\u00efm 1\n", "gehe\u00efm 1\r\nmore\n"})
  void ofTheFirstLineOfAFileOfTheClientsDirectory(String content) throws Exception {
    Files.writeString(directory.resolve("secret"), content);
    var hash = hash("secret");
    assertThat(fits(hash, "gehe\u00efm 1")).isTrue();
    assertThat(fits(hash, "gehe\u00efm 2")).isFalse();
    assertThat(hash).doesNotContain("gehe");
  }

  @Test
  void withoutAFileOfANewPassword() throws Exception {
    var lines = hash("").lines().toList();
    var password = lines.get(0).replaceFirst("^password: +", "");
    assertThat(password).hasSize(24);
    assertThat(fits(lines.get(1).replaceFirst("^password_hash: +", ""), password)).isTrue();
    assertThat(hash("")).doesNotContain(password);
  }

  @Test
  void whatIsNoPasswordIsRefusedAndNeverShown() throws Exception {
    Files.writeString(directory.resolve("empty"), "\nsecond");
    Files.writeString(directory.resolve("long"), "x".repeat(256));
    Files.writeString(directory.resolve("most"), "x".repeat(255) + "\n");
    assertThatThrownBy(() -> hash("empty")).hasMessageContaining("1 to 255 bytes");
    assertThatThrownBy(() -> hash("long"))
        .hasMessageContaining("1 to 255 bytes")
        .hasMessageNotContaining("xxx");
    assertThat(fits(hash("most"), "x".repeat(255))).isTrue();
    assertThatThrownBy(() -> hash("hunter2"))
        .hasMessageContaining("cannot be read")
        .hasMessageNotContaining("hunter2");
  }
}
