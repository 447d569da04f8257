// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Question;
import io.sallyport.policy.internal.match.Condition;
import io.sallyport.policy.internal.match.Subject;
import io.sallyport.policy.internal.read.Problems;
import io.sallyport.policy.internal.read.RulesReader;
import io.sallyport.policy.internal.rule.PolicyRule;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How many rules a question has to look at: the measure that must not grow with their number. */
class RuleIndexTest {

  private static final int MANY = 20_000;

  private static RuleIndex index(IntFunction<String> conditions) throws Exception {
    String json =
        IntStream.range(0, MANY)
            .mapToObj(i -> "{" + conditions.apply(i) + ", \"outbound\": \"x\"}")
            .collect(Collectors.joining(",", "[", "]"));
    var problems = new Problems();
    List<Condition> read =
        new RulesReader("rules", problems).read(json).stream().map(PolicyRule::condition).toList();
    problems.raise();
    return new RuleIndex(read);
  }

  private static List<Integer> candidates(RuleIndex index, String host, int from) {
    var source = new InetSocketAddress("10.0.0.77", 4000);
    var origin = new Origin("in", "socks", null, source, "user77");
    var flow = Flow.open(Network.TCP, origin, Destination.of(host, 77));
    var candidates = index.gather(Subject.of(Question.about(flow)), from);
    var found = new ArrayList<Integer>();
    for (int next = candidates.next(); next != Candidates.END; next = candidates.next()) {
      found.add(next);
    }
    return found;
  }

  @Test
  void byName() throws Exception {
    var suffixes = index(i -> "\"domain_suffix\": \"d" + i % 10_000 + ".example\"");
    assertThat(candidates(suffixes, "www.d77.example", 0)).containsExactly(77, 10_077);
    assertThat(candidates(suffixes, "www.d77.example", 78)).containsExactly(10_077);
    assertThat(candidates(suffixes, "www.d77.example", 10_078)).isEmpty();
    assertThat(candidates(suffixes, "example", 0)).isEmpty();
    assertThat(candidates(suffixes, "10.1.1.1", 0)).isEmpty();
  }

  @Test
  void byNetwork() throws Exception {
    var networks =
        index(i -> "\"ip_cidr\": \"10." + i / 200 + "." + i % 200 + ".0/" + (24 + i % 2) + "\"");
    assertThat(candidates(networks, "10.3.5.1", 0)).containsExactly(605);
    assertThat(candidates(networks, "10.3.5.200", 0)).isEmpty();
    assertThat(candidates(networks, "a.example", 0)).isEmpty();
  }

  @Test
  void byWhateverTheFewestRulesShare() throws Exception {
    String common = "\"domain_suffix\": \"example\", \"port\": 77, \"inbound\": \"in\"";
    var users = index(i -> common + ", \"auth_user\": \"user" + i + "\"");
    assertThat(candidates(users, "a.example", 0)).containsExactly(77);
    var sources =
        index(i -> common + ", \"source_ip_cidr\": \"10.0." + i / 256 + "." + i % 256 + "\"");
    assertThat(candidates(sources, "a.example", 0)).containsExactly(77);
  }

  @Test
  void logicalRulesByTheKeysOfTheirParts() throws Exception {
    var or =
        index(
            i ->
                "\"type\": \"logical\", \"mode\": \"or\", \"rules\": [{\"domain\": \"d"
                    + i
                    + ".example\"}, {\"ip_cidr\": \"10.1."
                    + i / 256
                    + "."
                    + i % 256
                    + "\", \"network\": \"tcp\"}]");
    assertThat(candidates(or, "d77.example", 0)).containsExactly(77);
    assertThat(candidates(or, "10.1.0.78", 0)).containsExactly(78);
    var and =
        index(
            i ->
                "\"type\": \"logical\", \"mode\": \"and\", \"rules\": [{\"network\": \"tcp\"},"
                    + " {\"domain\": \"x\", \"invert\": true}, {\"domain_suffix\": \"d"
                    + i
                    + "\"}]");
    assertThat(candidates(and, "www.d79", 0)).containsExactly(79);
  }

  @Test
  void rulesWithoutAKeyAreLookedAtAlwaysAndInOrder() throws Exception {
    var some =
        index(
            i ->
                i % 5_000 == 3
                    ? "\"domain_keyword\": \"x\""
                    : i % 5_000 == 4
                        ? "\"domain\": \"y\", \"invert\": true"
                        : "\"domain\": \"d" + i + "\"");
    assertThat(candidates(some, "d5005", 4))
        .containsExactly(4, 5_003, 5_004, 5_005, 10_003, 10_004, 15_003, 15_004);
  }
}
