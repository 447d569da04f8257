// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InterpolationTest {

  private static final Placeholders.Source SOURCE =
      Samples.secrets(Map.of("a", "A", "b", "$[secret:a]", "q", "x\",\"admin\":true,\"y\":\"\\"));

  private final List<String> failures = new ArrayList<>();
  private final Interpolation interpolation =
      new Interpolation(SOURCE, (path, why) -> failures.add(path + ": " + why));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "$[secret:a] | A",
        "x$[secret:a]y$[env:a]z | xAyAz",
        "$[secret:a]$[secret:a] | AA",
        "$[secret:b] | $[secret:a]",
        "$$[secret:a]] | $A]",
        "$[prop:a] $[ $[secret:a] $[x | $[prop:a] $[ A $[x",
        "nothing here | nothing here",
      })
  void fillsTexts(String text, String filled) {
    assertThat(interpolation.fill("p", text, false)).isEqualTo(filled);
    assertThat(failures).isEmpty();
  }

  @Test
  void aSecretCannotBreakOutOfItsTextInJson() throws SyntaxProblem {
    Object filled =
        interpolation.fill(".users", "[{\"password\":\"<$[secret:q]>\",\"n\":1.50}]", true);

    var users = (Node.Arr) JsonParser.parse((String) filled);
    var user = (Node.Obj) users.items().getFirst();
    assertThat(user.members()).containsOnlyKeys("password", "n");
    assertThat(((Node.Text) user.members().get("password").value()).value())
        .isEqualTo("<x\",\"admin\":true,\"y\":\"\\>");
    assertThat((String) filled).endsWith("\"n\":1.50}]");
  }

  @Test
  void fillsListsAndLeavesAllElseAlone() {
    assertThat(interpolation.fill(".l", new String[] {"x", "$[env:a]"}, false))
        .isEqualTo(new String[] {"x", "A"});
    Object untouched = new String[] {"x"};
    assertThat(interpolation.fill("l", untouched, false)).isSameAs(untouched);
    assertThat(interpolation.fill("n", 5L, false)).isEqualTo(5L);
  }

  @Test
  void leavesStandingWhatHasNoValue() {
    assertThat(interpolation.fill(".p", "[\"$[secret:no]\",\"$[secret:a]\"]", true))
        .isEqualTo("[\"$[secret:no]\",\"A\"]");
    assertThat(failures).containsExactly("p[0]: no no");
  }

  @Test
  void readsSecretsThatOnlyTheirOwnerCanRead(@TempDir Path folder) throws Exception {
    var store = new SecretStore(folder, name -> name.equals("HOST") ? "h" : null);
    write(folder.resolve("one"), "value \n\n", "rw-------");
    write(folder.resolve("crlf"), "value\r\n", "r--------");

    assertThat(store.secret("one")).isEqualTo("value \n");
    assertThat(store.secret("crlf")).isEqualTo("value");
    assertThat(store.env("HOST")).isEqualTo("h");
    assertThat(catchThrowableOfType(UnknownSecretException.class, () -> store.env("NOPE")))
        .hasMessageContaining("no variable \"NOPE\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rwx--x---"})
  void refusesSecretsThatOthersReach(String permissions, @TempDir Path folder) throws Exception {
    write(folder.resolve("open"), "top-value", permissions);
    var store = new SecretStore(folder, name -> null);

    assertThat(catchThrowableOfType(UnknownSecretException.class, () -> store.secret("open")))
        .hasMessageContaining("chmod 600")
        .hasMessageNotContaining("top-value");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a/b", "..", ".hidden", "/etc/passwd", "a\u0000", "missing"})
  void refusesNamesThatAreNoneOfItsFiles(String name, @TempDir Path folder) {
    var store = new SecretStore(folder, key -> null);
    assertThat(catchThrowableOfType(UnknownSecretException.class, () -> store.secret(name)))
        .isNotNull();
  }

  private static void write(Path file, String text, String permissions) throws IOException {
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
