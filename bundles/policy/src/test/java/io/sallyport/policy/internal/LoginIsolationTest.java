// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Origin;
import io.sallyport.api.Policy;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A login that nobody has checked keeps flows apart, and is nobody's name. */
class LoginIsolationTest {

  private static Asked by(@Nullable String user, @Nullable String login) {
    var source = new InetSocketAddress(Asked.ip("192.0.2.7"), 40000);
    return Asked.to("a.example", 80).from(new Origin("lab1", "socks", null, source, user, login));
  }

  private static Policy policy(String rules, String... isolation) throws Exception {
    return Policies.COMPILER.compile(
        Policies.settings(rules, Map.of("isolation", List.of(isolation))));
  }

  private static List<String> parts(Policy policy, Asked asked) {
    return policy.isolate(asked.question().flow()).parts();
  }

  @Test
  void itCountsWhereUsersDo() throws Exception {
    var policy = policy("[]", "auth_user", "inbound");
    assertThat(policy.keepsLoginsApart()).isTrue();
    assertThat(parts(policy, by(null, "0a"))).containsExactly("inbound=lab1", "login=0a");
    assertThat(parts(policy, by(null, null))).containsExactly("inbound=lab1", "auth_user");
    assertThat(parts(policy, by("0a", null))).containsExactly("inbound=lab1", "auth_user=0a");
  }

  @Test
  void itDoesNotWhereTheyDoNot() throws Exception {
    var policy = policy("[]", "inbound");
    assertThat(policy.keepsLoginsApart()).isFalse();
    assertThat(parts(policy, by(null, "0a"))).containsExactly("inbound=lab1");
    assertThat(Policies.of("[]").keepsLoginsApart()).isFalse();
    assertThat(parts(Policies.of("[]"), by(null, "0a"))).isEmpty();
  }

  @Test
  void noRuleIsMetByIt() throws Exception {
    var policy =
        policy("[{\"auth_user\": [\"0a\", \"login=0a\"], \"outbound\": \"x\"}]", "auth_user");
    assertThat(by(null, "0a").by(policy)).isEqualTo("last");
    assertThat(by("0a", null).by(policy)).isEqualTo("x");
  }
}
