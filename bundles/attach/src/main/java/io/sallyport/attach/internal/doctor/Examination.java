// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.doctor;

import io.sallyport.attach.internal.rules.Marks;
import io.sallyport.linux.Capability;
import io.sallyport.linux.IpRule;
import io.sallyport.linux.KernelFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is to be thought of a machine. */
final class Examination {

  /** Our own rules stand in this range of priorities. */
  private static final int FIRST_PRIORITY = 5000;

  private static final int LAST_PRIORITY = 5299;

  private static final int STRICT = 1;

  /** Who makes a table of that name, for people. */
  private static final Map<String, String> MAKERS =
      Map.of(
          "firewalld", "firewalld",
          "docker-bridges", "Docker",
          "libvirt_network", "libvirt",
          "mullvad", "Mullvad",
          "fw4", "OpenWrt",
          "f2b-table", "fail2ban");

  private final Machine machine;
  private final List<Finding> findings = new ArrayList<>();

  private Examination(Machine machine) {
    this.machine = machine;
  }

  /** All findings, in the order in which things are needed. */
  static List<Finding> of(Machine machine) {
    var examination = new Examination(machine);
    examination.capabilities();
    examination.programs();
    examination.features();
    examination.foreignChains();
    examination.legacyTables();
    examination.routingRules();
    examination.reversePath();
    examination.forwarding();
    examination.bridges();
    examination.connections();
    examination.attachments();
    return List.copyOf(examination.findings);
  }

  private void add(Finding finding) {
    findings.add(finding);
  }

  private void capabilities() {
    var held = machine.capabilities();
    if (held == null) {
      add(Finding.note("capabilities", "cannot be read from /proc/self/status", ""));
    } else if (!held.has(Capability.NET_ADMIN)) {
      add(
          Finding.problem(
              "capabilities", "cap_net_admin is missing", Capability.NET_ADMIN.remedy()));
    } else if (held.initialUserNamespace()) {
      add(Finding.ok("capabilities", "cap_net_admin is there"));
    } else {
      add(
          Finding.note(
              "capabilities",
              "cap_net_admin holds inside this container or user namespace only",
              "attach interfaces that are in here; those of the host are out of reach"));
    }
  }

  private void programs() {
    machine
        .failures()
        .forEach(
            (program, said) ->
                add(
                    Finding.problem(
                        program,
                        said,
                        switch (program) {
                          case "nft" -> "apt install nftables, and cap_net_admin";
                          case "ip" -> "apt install iproute2";
                          default -> "";
                        })));
  }

  private void features() {
    var features = machine.features();
    feature("nftables", features.nftables(), "all types need CONFIG_NF_TABLES_INET");
    feature("tproxy", features.tproxy(), "the type tproxy needs CONFIG_NFT_TPROXY; use tun");
    feature("redirect", features.redirect(), "the type redirect needs CONFIG_NFT_REDIR");
    feature("tun", features.tun(), "the type tun needs CONFIG_TUN");
  }

  private void feature(String name, KernelFeatures.Feature feature, String remedy) {
    add(
        feature.present()
            ? Finding.ok(name, "the kernel does it")
            : Finding.problem(name, firstLine(feature.why()), remedy));
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  /** What is captured is delivered to this machine; who drops what comes in drops it. */
  private void foreignChains() {
    boolean quiet = true;
    for (var chain : machine.chains()) {
      if (chain.isOurs()) {
        continue;
      }
      String by = MAKERS.getOrDefault(chain.table(), "");
      String whose = by.isEmpty() ? chain.toString() : chain + " (" + by + ")";
      if (chain.hook().equals("input") && chain.drops()) {
        quiet = false;
        add(
            Finding.problem(
                "firewall",
                "the chain " + whose + " drops what it does not know, captured traffic too",
                String.format(
                        Locale.ROOT,
                        "nft insert rule %s meta mark and 0x%08x == 0x%08x accept",
                        chain,
                        Marks.MASK,
                        Marks.CAPTURED)
                    + (by.equals("firewalld")
                        ? ", or put the interface into a trusted zone"
                        : "")));
      } else if (chain.hook().equals("prerouting") && chain.type().equals("nat")) {
        quiet = false;
        add(
            Finding.note(
                "firewall",
                "the chain " + whose + " changes destinations before routing",
                "traffic of the type tproxy or tun is captured before it; of the type redirect the"
                    + " first of both chains wins"));
      }
    }
    if (quiet && !machine.failures().containsKey("nft")) {
      add(Finding.ok("firewall", "no table of others is in the way"));
    }
  }

  private void legacyTables() {
    if (!machine.legacyTables().isEmpty()) {
      add(
          Finding.note(
              "iptables",
              "the old iptables has rules in " + String.join(", ", machine.legacyTables()),
              "nft does not show them; look with iptables-legacy-save whether INPUT drops"));
    }
  }

  private void routingRules() {
    for (IpRule rule : machine.rules()) {
      boolean ours = rule.priority() >= FIRST_PRIORITY && rule.priority() <= LAST_PRIORITY;
      var mark = rule.mark();
      if (!ours && mark != null && (mark.mask() & Marks.MASK & mark.value()) != 0) {
        add(
            Finding.problem(
                "marks",
                "the routing rule " + rule.priority() + " uses the mark " + mark + ", as we do",
                "change the other program's mark; ours have the bits 0x7f000000"));
      } else if (!ours && rule.priority() > 0 && rule.priority() < FIRST_PRIORITY) {
        add(
            Finding.note(
                "routing",
                "the rule " + rule.priority() + " is asked before ours",
                "traffic that it takes may miss the capture: `ip rule show`"));
      }
    }
  }

  private void reversePath() {
    for (var name : machine.attached().keySet()) {
      long value =
          Math.max(
              machine.number("net.ipv4.conf.all.rp_filter"),
              machine.number("net.ipv4.conf." + name + ".rp_filter"));
      if (value == STRICT) {
        add(
            Finding.note(
                "rp_filter",
                name + " takes packets only from addresses that are routed back by it",
                "where clients are behind another router: sysctl -w net.ipv4.conf."
                    + name
                    + ".rp_filter=2"));
      }
    }
  }

  private void forwarding() {
    boolean inet4 = machine.number("net.ipv4.ip_forward") == 1;
    boolean inet6 = machine.number("net.ipv6.conf.all.forwarding") == 1;
    if (inet4 || inet6) {
      add(
          Finding.note(
              "forwarding",
              "this machine forwards "
                  + (inet4 && inet6 ? "IPv4 and IPv6" : inet4 ? "IPv4" : "IPv6"),
              "attached interfaces are guarded; of others nothing is known here"));
    } else {
      add(Finding.ok("forwarding", "is off; attaching does not need it"));
    }
  }

  private void bridges() {
    boolean called =
        machine.number("net.bridge.bridge-nf-call-iptables") == 1
            || machine.number("net.bridge.bridge-nf-call-ip6tables") == 1;
    boolean bridged =
        machine.attached().keySet().stream()
            .anyMatch(name -> "bridge".equals(machine.interfaces().get(name)));
    if (called && bridged) {
      add(
          Finding.problem(
              "br_netfilter",
              "frames inside the bridge pass the rules for routed packets too",
              "sysctl -w net.bridge.bridge-nf-call-iptables=0"
                  + " net.bridge.bridge-nf-call-ip6tables=0, unless Docker or Kubernetes need it"));
    }
  }

  private void connections() {
    long most = machine.number("net.netfilter.nf_conntrack_max");
    long now = machine.number("net.netfilter.nf_conntrack_count");
    if (most > 0 && now > most / 10 * 8) {
      add(
          Finding.problem(
              "conntrack",
              now + " of " + most + " connections are taken; new ones will be dropped",
              "sysctl -w net.netfilter.nf_conntrack_max=" + most * 4));
    }
  }

  private void attachments() {
    machine
        .attached()
        .forEach(
            (name, problem) ->
                add(
                    problem.isEmpty()
                        ? Finding.ok(name, "is attached")
                        : Finding.problem(name, problem, "")));
    for (var name : machine.orphans()) {
      add(
          Finding.note(
              name,
              "is guarded, and nothing of this instance attaches it: its traffic is refused",
              "attach:enable " + name + " attaches it, attach:release " + name + " opens it"));
    }
  }
}
