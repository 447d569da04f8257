// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
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
    return users.authenticate(name.getBytes(UTF_8), password.getBytes(UTF_8));
  }
}
