// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.doctor;

import io.sallyport.attach.internal.life.Guards;
import io.sallyport.linux.Capabilities;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Commands;
import io.sallyport.linux.Family;
import io.sallyport.linux.Interfaces;
import io.sallyport.linux.IpRule;
import io.sallyport.linux.KernelFeatures;
import io.sallyport.linux.LinuxException;
import io.sallyport.linux.Nftables;
import io.sallyport.linux.Routing;
import io.sallyport.linux.Sysctl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks at this machine without changing it. Blocks; any thread but an event loop. */
final class MachineReader {

  private static final List<Sysctl> SYSCTLS =
      List.of(
          Sysctl.of("net", "ipv4", "ip_forward"),
          Sysctl.of(Family.INET6, "all", "forwarding"),
          Sysctl.of(Family.INET4, "all", "rp_filter"),
          Sysctl.of("net", "bridge", "bridge-nf-call-iptables"),
          Sysctl.of("net", "bridge", "bridge-nf-call-ip6tables"),
          Sysctl.of("net", "netfilter", "nf_conntrack_max"),
          Sysctl.of("net", "netfilter", "nf_conntrack_count"));

  private final Commands commands;
  private final Map<String, String> failures = new LinkedHashMap<>();

  MachineReader(Commands commands) {
    this.commands = commands;
  }

  /**
   * Looks.
   *
   * @param attached what is to be attached, with its problem or an empty text
   */
  Machine read(Map<String, String> attached) {
    var chains = chains();
    var rules = rules();
    var orphans = new ArrayList<>(orphans());
    orphans.removeAll(attached.keySet());
    return new Machine(
        capabilities(),
        KernelFeatures.probe(commands),
        failures,
        chains,
        rules,
        legacyTables(),
        sysctls(attached),
        interfaces(),
        attached,
        orphans);
  }

  private static @Nullable Capabilities capabilities() {
    try {
      return Capabilities.now();
    } catch (IOException e) {
      return null;
    }
  }

  private List<BaseChain> chains() {
    try {
      return BaseChain.read(commands.run("nft", "-j", "list", "chains"));
    } catch (CommandException e) {
      failures.put("nft", e.getMessage());
      return List.of();
    }
  }

  private List<IpRule> rules() {
    var rules = new ArrayList<IpRule>();
    for (var family : Family.values()) {
      try {
        rules.addAll(new Routing(commands).rules(family));
      } catch (CommandException e) {
        // A machine without IPv6 has no rules of it; of IPv4 there always are some.
        if (family == Family.INET4) {
          failures.put("ip", e.getMessage());
        }
      }
    }
    return rules;
  }

  private List<String> orphans() {
    try {
      return failures.containsKey("nft") ? List.of() : Guards.standing(new Nftables(commands));
    } catch (CommandException e) {
      return List.of();
    }
  }

  private static List<String> legacyTables() {
    var tables = new ArrayList<String>();
    for (var file : List.of("ip_tables_names", "ip6_tables_names")) {
      try {
        tables.addAll(Files.readAllLines(Path.of("/proc/net", file)));
      } catch (IOException e) {
        // Not there: the old iptables is not loaded.
      }
    }
    return List.copyOf(tables.stream().distinct().toList());
  }

  private static Map<String, String> sysctls(Map<String, String> attached) {
    var all = new ArrayList<>(SYSCTLS);
    attached.keySet().forEach(name -> all.add(Sysctl.of(Family.INET4, name, "rp_filter")));
    var values = new TreeMap<String, String>();
    for (var one : all) {
      try {
        one.read().ifPresent(value -> values.put(String.join(".", one.path()), value));
      } catch (IOException e) {
        // As if it were not there.
      }
    }
    return values;
  }

  private Map<String, String> interfaces() {
    var names = new TreeMap<String, String>();
    try {
      Interfaces.list().forEach(link -> names.put(link.name(), link.kind()));
    } catch (LinuxException e) {
      failures.put("rtnetlink", e.getMessage());
    }
    return names;
  }
}
