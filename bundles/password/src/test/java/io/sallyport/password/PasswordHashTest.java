// SPDX-License-Identifier: Apache-2.0
package io.sallyport.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {

  /** Of "password" with the salt 00 01 .. 0f and 210,000 rounds, made with Python's hashlib. */
  private static final String VECTOR =
      "$pbkdf2-sha512$i=210000$AAECAwQFBgcICQoLDA0ODw$yOn8eoF+8AIW0lU630805KQQbAmcuC+WcqU98zJjJEs";

  private static boolean fits(String hash, String password) {
    return PasswordHash.parse(hash).matches(password.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void agreesWithAnotherProgram() {
    assertThat(fits(VECTOR, "password")).isTrue();
    assertThat(fits(VECTOR, "Password")).isFalse();
    assertThat(fits(VECTOR, "")).isFalse();
  }

  @Test
  void whatIsMadeFitsItsPasswordAlone_andIsNewEachTime() {
    var hash = PasswordHash.make("s3cr\u00e9".toCharArray());
    assertThat(fits(hash, "s3cr\u00e9")).isTrue();
    assertThat(fits(hash, "s3cre")).isFalse();
    assertThat(hash).doesNotContain("s3c");
    assertThat(PasswordHash.make("s3cr\u00e9".toCharArray())).isNotEqualTo(hash);
  }

  @Test
  void bytesThatAreNoTextFitNothing() {
    assertThat(PasswordHash.parse(PasswordHash.make("x".toCharArray())).matches(new byte[] {-1}))
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hunter2",
        "$pbkdf2-sha512$i=210000$AAECAwQFBgcICQoLDA0ODw",
        "$pbkdf2-sha512$i=1000$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "$pbkdf2-sha512$i=99999999$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
        "$pbkdf2-sha512$i=210000$A$AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
      })
  void whatIsNoHashIsRefused_andNotRepeated(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PasswordHash.parse(text))
        .satisfies(
            thrown ->
                assertThat(thrown.getMessage()).doesNotContain("hunter2").doesNotContain("AAEC"));
  }
}
