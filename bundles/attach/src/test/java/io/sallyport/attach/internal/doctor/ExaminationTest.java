// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.sallyport.attach.internal.rules.Marks;
import io.sallyport.command.Screen;
import io.sallyport.linux.Capabilities;
import io.sallyport.linux.Capability;
import io.sallyport.linux.Commands;
import io.sallyport.linux.Family;
import io.sallyport.linux.IpRule;
import io.sallyport.linux.KernelFeatures;
import io.sallyport.testing.RecordingShell;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExaminationTest {

  private static final KernelFeatures.Feature YES = new KernelFeatures.Feature(true, "");
  private static final KernelFeatures.Feature NO =
      new KernelFeatures.Feature(false, "not supported\nand more");
  private static final KernelFeatures ALL = new KernelFeatures(YES, YES, YES, YES, YES);
  private static final Capabilities ROOT = new Capabilities(Set.of(Capability.NET_ADMIN), true);

  private static Machine machine(
      @Nullable Capabilities capabilities,
      KernelFeatures features,
      List<BaseChain> chains,
      List<IpRule> rules,
      Map<String, String> sysctls) {
    return new Machine(
        capabilities,
        features,
        Map.of(),
        chains,
        rules,
        List.of(),
        sysctls,
        Map.of("br0", "bridge"),
        Map.of("br0", ""),
        List.of("old0"));
  }

  private static List<String> levels(Machine machine, Finding.Level level) {
    return Examination.of(machine).stream()
        .filter(finding -> finding.level() == level)
        .map(Finding::subject)
        .toList();
  }

  @Test
  void aGoodMachineHasNoProblem() {
    var machine = machine(ROOT, ALL, List.of(), List.of(), Map.of("net.ipv4.ip_forward", "0"));
    assertThat(levels(machine, Finding.Level.PROBLEM)).isEmpty();
    assertThat(levels(machine, Finding.Level.NOTE)).containsExactly("old0");
    assertThat(levels(machine, Finding.Level.OK))
        .containsExactly(
            "capabilities",
            "nftables",
            "tproxy",
            "redirect",
            "tun",
            "firewall",
            "forwarding",
            "br0");
  }

  @Test
  void whatIsMissingIsToldWithARemedy() {
    var machine =
        machine(
            new Capabilities(Set.of(), true),
            new KernelFeatures(YES, NO, YES, YES, NO),
            List.of(),
            List.of(),
            Map.of());
    assertThat(levels(machine, Finding.Level.PROBLEM))
        .containsExactly("capabilities", "tproxy", "tun");
    assertThat(Examination.of(machine))
        .filteredOn(finding -> finding.level() == Finding.Level.PROBLEM)
        .allSatisfy(
            finding -> {
              assertThat(finding.remedy()).isNotEmpty();
              assertThat(finding.text()).doesNotContain("\n");
            });
  }

  @Test
  void chainsThatDropWhatIsCapturedAreAProblem() {
    String json =
        """
        {"nftables": [{"metainfo": {}},
          {"chain": {"family": "inet", "table": "firewalld", "name": "filter_INPUT",
                     "type": "filter", "hook": "input", "prio": 10, "policy": "drop"}},
          {"chain": {"family": "inet", "table": "sallyport_guard_br0", "name": "input",
                     "type": "filter", "hook": "input", "prio": -10, "policy": "drop"}},
          {"chain": {"family": "ip", "table": "nat", "name": "DOCKER"}},
          {"chain": {"family": "ip", "table": "nat", "name": "PREROUTING",
                     "type": "nat", "hook": "prerouting", "prio": -100, "policy": "accept"}}]}
        """;
    var machine = machine(ROOT, ALL, BaseChain.read(json), List.of(), Map.of());
    assertThat(Examination.of(machine))
        .filteredOn(finding -> finding.subject().equals("firewall"))
        .satisfiesExactly(
            first -> {
              assertThat(first.level()).isEqualTo(Finding.Level.PROBLEM);
              assertThat(first.text()).contains("inet firewalld filter_INPUT (firewalld)");
              assertThat(first.remedy())
                  .contains("nft insert rule inet firewalld filter_INPUT meta mark and 0x7f000000");
            },
            second -> assertThat(second.text()).contains("ip nat PREROUTING"));
    assertThat(BaseChain.read("nonsense")).isEmpty();
    assertThat(BaseChain.read("[]")).isEmpty();
  }

  @Test
  void marksThatOthersUseAreAProblem() {
    var theirs = IpRule.ofMark(Family.INET4, 100, Marks.CAPTURED, 7);
    var ours = IpRule.ofMark(Family.INET4, 5100, Marks.CAPTURED, 5100);
    assertThat(
            levels(
                machine(ROOT, ALL, List.of(), List.of(theirs, ours), Map.of()),
                Finding.Level.PROBLEM))
        .containsExactly("marks");
  }

  @Test
  void bridgesAndFullTables() {
    var sysctls =
        Map.of(
            "net.bridge.bridge-nf-call-iptables", "1",
            "net.netfilter.nf_conntrack_max", "1000",
            "net.netfilter.nf_conntrack_count", "900",
            "net.ipv4.conf.br0.rp_filter", "1",
            "net.ipv6.conf.all.forwarding", "1");
    var machine = machine(ROOT, ALL, List.of(), List.of(), sysctls);
    assertThat(levels(machine, Finding.Level.PROBLEM)).containsExactly("br_netfilter", "conntrack");
    assertThat(levels(machine, Finding.Level.NOTE))
        .containsExactly("rp_filter", "forwarding", "old0");
  }

  @Test
  void thisMachineCanBeLookedAt() {
    var findings =
        Examination.of(new MachineReader(Commands.HERE).read(Map.of("lo", "only looked at")));
    assertThat(findings).extracting(Finding::subject).contains("capabilities", "tun", "lo");
    var shell = new RecordingShell();
    DoctorCommand.show(Screen.of(shell.session()), false, findings);
    assertThat(shell.shown().lines())
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    DoctorCommand.show(Screen.of(shell.session()), true, findings);
    assertThat(JsonParser.parseString(shell.shown()).getAsJsonArray()).hasSameSizeAs(findings);
  }
}
