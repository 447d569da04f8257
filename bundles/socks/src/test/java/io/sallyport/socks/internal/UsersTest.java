// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sallyport.api.Policy;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.password.PasswordHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsersTest {

  private static final String TWO =
      """
      [{"username": "alice", "password": "s3cré"}, {"username": "bob", "password": "alice"}]
      """;

  @Test
  void onlyTheRightPairIsSomebody() throws Exception {
    var users = Users.parse(TWO);
    assertThat(users.required()).isTrue();
    assertThat(authenticate(users, "alice", "s3cré")).isEqualTo("alice");
    assertThat(authenticate(users, "bob", "alice")).isEqualTo("bob");
    assertThat(authenticate(users, "alice", "alice")).isNull();
    assertThat(authenticate(users, "alice", "s3cr")).isNull();
    assertThat(authenticate(users, "alices", "3cré")).isNull();
    assertThat(authenticate(users, "Alice", "s3cré")).isNull();
    assertThat(authenticate(users, "", "")).isNull();
  }

  @Test
  void nobodyIsRequiredWhereNobodyIsNamed() throws Exception {
    assertThat(Users.parse("[]").required()).isFalse();
    assertThat(authenticate(Users.NONE, "alice", "s3cré")).isNull();
  }

  @Test
  void limitsAreBytesAndNotCharacters() throws Exception {
    assertThat(Users.parse(one("u".repeat(255), "p".repeat(255))).required()).isTrue();
    assertThat(problem(one("u".repeat(256), "p")).path()).isEqualTo("users[0].username");
    assertThat(problem(one("é".repeat(128), "p")).message()).contains("256");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'username':'a','password':''}] | users[0].password",
        "[{'username':'','password':'hunter2'}] | users[0].username",
        "[{'username':'a'}] | users[0].password",
        "[{'username':'a','password':12}] | users[0].password",
        "[{'username':'a','password':'hunter2','x':1}] | users[0].x",
        "[{'username':'a','password':'hunter2'},{'username':'a','password':'q'}] |"
            + " users[1].username",
        "['hunter2'] | users[0]",
        "'hunter2' | users[0]",
        "[{'username':'hunter2' | users",
      })
  void whatIsWrongIsNamedAndNeverShown(String json, String path) {
    var problem = problem(json.replace('\'', '"'));
    assertThat(problem.path()).isEqualTo(path);
    assertThat(problem.message()).doesNotContain("hunter2");
  }

  @Test
  void aHashServesAsWellAsThePasswordAndIsSlowOnce() throws Exception {
    var hash = PasswordHash.make("s3cré".toCharArray());
    var users =
        Users.parse(
            "[{'username':'carol','password_hash':'%s'},{'username':'bob','password':'b'}]"
                .formatted(hash)
                .replace('\'', '"'));
    assertThat(check(users, "carol", "s3cré")).isInstanceOf(Authentication.Slow.class);
    assertThat(authenticate(users, "carol", "s3cre")).isNull();
    assertThat(authenticate(users, "carol", "s3cré")).isEqualTo("carol");
    assertThat(check(users, "carol", "s3cré")).isEqualTo(new Authentication.Known("carol"));
    assertThat(check(users, "bob", "b")).isEqualTo(new Authentication.Known("bob"));
    // Nobody learns by the clock who exists.
    assertThat(check(users, "nobody", "x")).isInstanceOf(Authentication.Slow.class);
    assertThat(authenticate(users, "nobody", "s3cré")).isNull();
    assertThat(authenticate(users, "bob", "s3cré")).isNull();
  }

  @Test
  void aWrongHashIsRefusedWithoutShowingIt() throws Exception {
    var good = PasswordHash.make("p".toCharArray());
    assertThat(problem(hashed("hunter2")).message()).doesNotContain("hunter2");
    assertThat(problem(hashed(good.replace("210000", "1000"))).message()).contains("1000 iter");
    assertThat(problem(hashed(good.replace("sha512", "sha1"))).path())
        .isEqualTo("users[0].password_hash");
    for (int i = 0; i < good.length() - 1; i++) {
      if (i < 50) {
        assertThat(problem(hashed(good.substring(0, i)))).isNotNull();
      }
    }
    assertThat(problem(hashed(good).replace("}", ",\"password\":\"p\"}")).path())
        .isEqualTo("users[0]");
  }

  @Test
  void limitsOfAUserAreRead() throws Exception {
    var users =
        Users.parse(
            """
            [{"username": "a", "password": "p", "max_connections": 3, "rate_limit": "1MiB",
              "rate_limit_up": "64KiB"}]
            """);
    assertThat(users.limits("a")).isEqualTo(new Policy.UserLimits(3, 65536, 1048576));
    assertThat(users.limits("b")).isEqualTo(Policy.UserLimits.NONE);
    assertThat(problem("[{\"username\":\"a\",\"password\":\"p\",\"rate_limit\":\"fast\"}]").path())
        .isEqualTo("users[0].rate_limit");
  }

  private static String hashed(String hash) {
    return "[{\"username\":\"a\",\"password_hash\":\"%s\"}]".formatted(hash);
  }

  private static Authentication check(Users users, String name, String password) {
    return users.authenticate(name.getBytes(UTF_8), password.getBytes(UTF_8));
  }

  private static ConfigProblem problem(String json) {
    var e = catchThrowableOfType(ConfigException.class, () -> Users.parse(json));
    assertThat(e).isNotNull();
    assertThat(e.problems()).hasSize(1);
    return e.problems().getFirst();
  }

  private static String one(String name, String password) {
    return "[{\"username\":\"%s\",\"password\":\"%s\"}]".formatted(name, password);
  }

  @org.jspecify.annotations.Nullable
  private static String authenticate(Users users, String name, String password) {
    return switch (users.authenticate(name.getBytes(UTF_8), password.getBytes(UTF_8))) {
      case Authentication.Known known -> known.user();
      case Authentication.Slow slow -> slow.work().get();
    };
  }
}
