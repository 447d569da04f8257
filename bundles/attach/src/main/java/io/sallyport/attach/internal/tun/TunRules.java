// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import io.sallyport.attach.internal.rules.Marks;
import io.sallyport.attach.internal.rules.Plans;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.attach.internal.settings.Ping;
import io.sallyport.linux.Family;
import io.sallyport.linux.IpRoute;
import io.sallyport.linux.IpRule;
import io.sallyport.linux.Nftables;
import io.sallyport.linux.RoutingPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rules and routes that lead an interface's packets into a device. */
final class TunRules {

  private static final IpRule.Mark OWN = new IpRule.Mark(Marks.OWN, Marks.MASK);

  private static final long MAIN = 254;

  private static final String NOT_BEYOND =
      "fib daddr type { local, broadcast, multicast, anycast }";

  private TunRules() {}

  /**
   * The capture table. Port 53 of this machine itself is led into the device too, under an address
   * of the device: to its own the kernel would deliver.
   */
  static String capture(InterfaceSettings settings, TunKeys keys, DeviceAddresses addresses) {
    var name = Nftables.quote(settings.interfaceName());
    var text = new StringBuilder();
    text.append(captureChain(settings, addresses));
    text.append("chain prerouting {\n");
    text.append("  type filter hook prerouting priority mangle; policy accept;\n");
    text.append("  iifname ").append(TunNames.set(settings.interfaceName())).append(' ');
    text.append(Marks.set(Marks.ANSWERED)).append(" accept\n");
    text.append("  iifname != ").append(name).append(" accept\n");
    text.append("  ").append(Marks.is(Marks.OWN)).append(" accept\n");
    var protocols = protocols(settings);
    if (!protocols.isEmpty()) {
      if (settings.hijacksDns()) {
        // Of this machine's own addresses no table of a device is asked.
        text.append("  ").append(protocols).append(" th dport 53 fib daddr type local ");
        text.append(Marks.set(Marks.CAPTURED)).append(" counter accept comment \"captured_dns\"\n");
        text.append("  ").append(protocols).append(" th dport 53 goto capture\n");
      }
      text.append("  ").append(NOT_BEYOND).append(" accept\n");
      text.append("  ip6 daddr fe80::/10 accept\n");
      text.append("  ").append(protocols).append(" goto capture\n");
    }
    if (settings.tcp()) {
      // Without these the kernel would not learn of a smaller MTU on the way to a client.
      text.append(
          """
            icmp type { destination-unreachable, time-exceeded, parameter-problem } ct state related goto capture
            icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } ct state related goto capture
          """);
    }
    if (settings.ping() == Ping.REPLY) {
      text.append("  ").append(NOT_BEYOND).append(" accept\n");
      text.append("  icmp type echo-request goto capture\n");
      text.append("  icmpv6 type echo-request goto capture\n");
    }
    text.append("}\n");
    if (settings.hijacksDns() && !protocols.isEmpty()) {
      text.append("chain resolvers {\n");
      text.append("  type nat hook prerouting priority dstnat; policy accept;\n");
      text.append("  iifname ").append(name).append(' ').append(Marks.is(Marks.CAPTURED));
      text.append(" fib daddr type local goto resolver\n}\nchain resolver {\n");
      text.append("  meta nfproto ipv4 dnat ip to ");
      text.append(addresses.dns(true).getHostAddress()).append("\n");
      text.append("  meta nfproto ipv6 dnat ip6 to ");
      text.append(addresses.dns(false).getHostAddress()).append("\n}\n");
    }
    text.append(inward(settings, addresses));
    return text.append(local(settings, keys)).toString();
  }

  /**
   * What users of this machine send leaves by the device or not at all. Like the routing this stays
   * when the process dies.
   */
  private static String local(InterfaceSettings settings, TunKeys keys) {
    if (!keys.local()) {
      return "";
    }
    var text = new StringBuilder("chain output {\n");
    text.append("  type filter hook output priority -20; policy accept;\n");
    text.append("  oifname \"lo\" accept\n");
    text.append("  oifname ").append(TunNames.set(settings.interfaceName())).append(" accept\n");
    text.append("  ").append(Marks.is(Marks.OWN)).append(" accept\n");
    for (var uids : keys.uids()) {
      refuse(text, "meta skuid " + uids.first() + "-" + uids.last());
    }
    for (int mark : keys.marks()) {
      refuse(text, String.format(Locale.ROOT, "meta mark 0x%08x", mark));
    }
    return text.append("}\n").toString();
  }

  private static void refuse(StringBuilder text, String whose) {
    text.append("  ").append(whose);
    text.append(" meta l4proto tcp counter reject with tcp reset comment \"refused_local\"\n");
    text.append("  ").append(whose);
    text.append(" counter reject with icmpx admin-prohibited comment \"refused_local\"\n");
  }

  /**
   * Captures only while there is a device to lead into, as the routing table tells: otherwise the
   * guard refuses, by a reset for each connection, where a route that is unreachable answers one
   * packet a second.
   */
  private static String captureChain(InterfaceSettings settings, DeviceAddresses addresses) {
    return addresses.number() >= Marks.PROBES
        ? """
        chain capture {
          %s counter accept comment "captured_tun"
        }
        """
            .formatted(Marks.set(Marks.CAPTURED))
        : """
        chain capture {
          %s
          fib daddr . mark oifname %s %s counter accept comment "captured_tun"
          %s
        }
        """
            .formatted(
                Marks.set(Marks.probe(addresses.number())),
                TunNames.set(settings.interfaceName()),
                Marks.set(Marks.CAPTURED),
                Marks.none());
  }

  /** Nobody but the device reaches its listener. */
  private static String inward(InterfaceSettings settings, DeviceAddresses addresses) {
    return """
    chain input {
      type filter hook input priority -20; policy accept;
      iifname %s accept
      ip daddr %s drop
      ip6 daddr %s drop
    }
    """
        .formatted(
            TunNames.set(settings.interfaceName()),
            addresses.listener(true).getHostAddress(),
            addresses.listener(false).getHostAddress());
  }

  private static String protocols(InterfaceSettings settings) {
    if (settings.tcp() && settings.udp()) {
      return "meta l4proto { tcp, udp }";
    }
    return settings.tcp() ? "meta l4proto tcp" : settings.udp() ? "meta l4proto udp" : "";
  }

  /** The route into a device, behind which everything is unreachable. */
  static RoutingPlan routing(
      String interfaceName,
      TunKeys keys,
      String device,
      DeviceAddresses addresses,
      List<Family> families) {
    long table = Plans.deviceTable(addresses.number());
    var routes = new ArrayList<IpRoute>();
    var rules = new ArrayList<IpRule>();
    var captured = new IpRule.Mark(Marks.CAPTURED, Marks.MASK);
    for (var family : families) {
      routes.add(IpRoute.lastUnreachable(family, table));
      routes.add(IpRoute.defaultInto(family, device, table));
      rules.add(new IpRule(family, Plans.INTO_DEVICE, interfaceName, captured, null, table));
      var answered = new IpRule.Mark(Marks.ANSWERED, Marks.MASK);
      rules.add(new IpRule(family, Plans.INTO_DEVICE, interfaceName, answered, null, table));
      if (addresses.number() < Marks.PROBES) {
        var probe = new IpRule.Mark(Marks.probe(addresses.number()), Marks.MASK);
        rules.add(new IpRule(family, Plans.INTO_DEVICE, "lo", probe, null, table));
      }
      if (keys.local()) {
        rules.add(new IpRule(family, Plans.OWN, "lo", OWN, null, MAIN));
      }
      for (var uids : keys.uids()) {
        rules.add(new IpRule(family, Plans.INTO_DEVICE, "lo", null, uids, table));
      }
      for (int mark : keys.marks()) {
        rules.add(
            new IpRule(family, Plans.INTO_DEVICE, "lo", new IpRule.Mark(mark, -1), null, table));
      }
    }
    return new RoutingPlan(routes, rules);
  }
}
