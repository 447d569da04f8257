// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import io.sallyport.api.Decision;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The index, the plain walk and a naive matcher of its own agree on everything. */
class PolicyPropertyTest {

  private static final int POLICIES = 400;
  private static final int QUESTIONS = 60;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void allThreeAgree(long seed) throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    var world = new RandomRules(random);
    var seen = new HashMap<String, Integer>();
    for (int p = 0; p < POLICIES; p++) {
      var rules = world.rules();
      var policy = Policies.of(rules.toString());
      for (int q = 0; q < QUESTIONS; q++) {
        follow(rules, policy, world, seen);
      }
    }
    // A world in which nothing of one kind ever happens would prove nothing about it.
    assertThat(seen.keySet()).contains("Route", "Reject", "HijackDns", "Sniff", "Resolve");
    assertThat(seen.values()).allMatch(count -> count > POLICIES);
  }

  /** Carries out what is not final, as a session does, until something is. */
  private static void follow(
      JsonArray rules, Policy policy, RandomRules world, Map<String, Integer> seen) {
    Question question = world.question();
    while (true) {
      String expected = NaiveMatcher.decide(rules, question);
      var decision = policy.decide(question);
      assertThat(text(decision)).as("%s in %s", question, rules).isEqualTo(expected);
      var explanation = policy.explain(question);
      assertThat(explanation.decision()).isEqualTo(decision);
      var last = explanation.steps().getLast();
      assertThat(last.rule()).isEqualTo(decision.rule());
      assertThat(last.matched()).isTrue();
      seen.merge(decision.getClass().getSimpleName(), 1, Integer::sum);
      switch (decision) {
        case Decision.Sniff sniff -> question = question.sniffed(world.sniffed(), sniff);
        case Decision.Resolve resolve -> question = question.resolved(world.addresses(), resolve);
        case Decision.Route _, Decision.Reject _, Decision.HijackDns _ -> {
          return;
        }
      }
    }
  }

  private static String text(Decision decision) {
    if (decision.rule().equals(Decision.Rule.FINAL)) {
      return "final";
    }
    return decision.rule().index()
        + ":"
        + switch (decision) {
          case Decision.Route route -> "route " + route.outbound();
          case Decision.Reject _ -> "reject";
          case Decision.HijackDns _ -> "hijack-dns";
          case Decision.Sniff _ -> "sniff";
          case Decision.Resolve _ -> "resolve";
        };
  }
}
