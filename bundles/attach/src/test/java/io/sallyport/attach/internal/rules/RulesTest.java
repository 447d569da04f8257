// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.attach.internal.settings.GatewayPorts;
import io.sallyport.attach.internal.settings.Ping;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Commands;
import io.sallyport.linux.NftTable;
import io.sallyport.linux.Nftables;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules as nft itself understands them, each in a network namespace that ends with it. */
class RulesTest {

  private static final GatewayPorts PORTS =
      new GatewayPorts(List.of("22", "8000-8101"), List.of("123"));

  private static Nftables nft;

  @BeforeAll
  static void namespace() {
    var commands = new Commands(List.of("unshare", "-Urn"), Duration.ofSeconds(20));
    boolean able;
    try {
      commands.run("nft", "list", "tables");
      able = true;
    } catch (CommandException e) {
      able = false;
    }
    assumeTrue(able || "true".equals(System.getenv("CI")), "no namespaces, or no nft, here");
    nft = new Nftables(commands);
  }

  private static void check(NftTable table, String body) throws CommandException {
    nft.check("table " + table + " {\n" + body + "\n}\n");
  }

  @ParameterizedTest
  @EnumSource(Ping.class)
  void nftTakesEveryForm(Ping ping) throws Exception {
    for (var name : List.of("eth0", "br-1a2b", "veth@7.100")) {
      var guard = Plans.guard(name);
      check(guard, GuardRules.of(name, Set.of(), ping, GatewayPorts.NONE));
      check(guard, GuardRules.of(name, Set.of(3, 77), ping, PORTS));
      check(guard, GuardRules.of(name, Set.of(3), ping, PORTS, List.of("t0-x", "t1-x")));
      var capture = Plans.capture(name);
      check(capture, CaptureRules.tproxy(name, new CaptureRules.Ports(1, 2, 3, 4), ping));
      check(capture, CaptureRules.tproxy(name, new CaptureRules.Ports(1, 0, 0, 0), ping));
      check(capture, CaptureRules.redirect(name, 1, 2, ping));
      check(capture, CaptureRules.redirect(name, 1, 0, ping));
      check(capture, CaptureRules.redirect(name, 0, 2, ping));
    }
  }

  /** That what the kernel lists is what nft echoes: sets in the kernel's order, above all. */
  @ParameterizedTest
  @EnumSource(Ping.class)
  void whatIsReadBackIsWhatWasWritten(Ping ping) throws Exception {
    // Applied and listed by one shell, as the namespace is gone with its only process.
    var bodies =
        List.of(
            GuardRules.of("lab0", Set.of(1), ping, PORTS),
            GuardRules.of("lab0", Set.of(1), ping, PORTS, List.of("t0-lab0", "t1-lab0")),
            CaptureRules.tproxy("lab0", new CaptureRules.Ports(1, 2, 3, 4), ping),
            CaptureRules.redirect("lab0", 1, 2, ping));
    var commands = new Commands(List.of("unshare", "-Urn", "sh", "-ec"), Duration.ofSeconds(20));
    for (var body : bodies) {
      var script = "table inet sallyport_test {\n" + body + "\n}\n";
      var listed = commands.run(List.of("nft -f -; nft -s list table inet sallyport_test"), script);
      var again = commands.run(List.of("nft -f -; nft -s list table inet sallyport_test"), listed);
      assertThat(again).isEqualTo(listed);
      assertThat(setsOf(listed)).containsAll(setsOf(body));
    }
  }

  private static List<String> setsOf(String rules) {
    return java.util.regex.Pattern.compile("(?:type|dport) (\\{[^}]*\\})")
        .matcher(rules)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void marksLeaveTheBitsOfOthersAlone() {
    for (int mark :
        new int[] {
          Marks.CAPTURED, Marks.OWN, Marks.REFUSED, Marks.ANSWERED, Marks.probe(Marks.PROBES - 1)
        }) {
      assertThat(mark & ~Marks.MASK).isZero();
      assertThat(mark).isPositive();
    }
    assertThat(Marks.set(Marks.CAPTURED))
        .isEqualTo("meta mark set meta mark and 0x80ffffff or 0x51000000");
  }
}
