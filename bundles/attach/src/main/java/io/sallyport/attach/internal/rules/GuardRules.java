// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.rules;

import io.sallyport.attach.internal.settings.GatewayPorts;
import io.sallyport.attach.internal.settings.Ping;
import io.sallyport.linux.Nftables;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The body of the guard's table. It refuses, at once and in the words of each protocol, whatever
 * came in by the interface and was not captured:
 *
 * <ul>
 *   <li>before all, in silence: whose source is not routed back by the interface;
 *   <li>before routing, behind the capture (priority mangle) and behind the translation of
 *       addresses by us or others (dstnat): all that is not for this machine;
 *   <li>when forwarding, whatever may have got there nevertheless; also what others send to the
 *       interface, in silence: a refusal would tell them of its clients, in the names of these;
 *   <li>towards this machine: services that were not named, port 53 always, since a resolver of the
 *       gateway would ask in clear. DHCP, neighbour discovery and ping of the gateway itself pass,
 *       and answers to what the gateway has begun; not what would make a client its router;
 *   <li>out of a device of ours, whatever would leave by any other interface: in silence, since who
 *       would be told of it is the server whose name is on the packet.
 * </ul>
 *
 * <p>The interface is known by its name, so that the guard stands before the interface comes and
 * when it comes again, and by its index, which a renamed one keeps.
 */
public final class GuardRules {

  private static final String NOT_BEYOND =
      "fib daddr type { local, broadcast, anycast, multicast }";

  /**
   * Whoever wrote the address of somebody else on a packet would have the answer, with all that it
   * repeats, sent to them in clear. A client's address is routed back by the interface; a
   * link-local one never leaves the link.
   */
  private static final String SPOOFED =
      """
      chain spoofed {
        ip saddr 0.0.0.0 udp dport 67 accept
        ip6 saddr :: accept
        ip6 saddr fe80::/10 accept
        fib saddr . iif oif missing counter drop comment "dropped_spoofed"
      }
      """;

  private GuardRules() {}

  /** The body where there is no device. */
  public static String of(
      String interfaceName, Collection<Integer> indexes, Ping ping, GatewayPorts ports) {
    return of(interfaceName, indexes, ping, ports, List.of());
  }

  /**
   * The body.
   *
   * @param indexes of the interface while it is there
   * @param devices names of devices of ours with which the interface exchanges packets
   */
  public static String of(
      String interfaceName,
      Collection<Integer> indexes,
      Ping ping,
      GatewayPorts ports,
      List<String> devices) {
    var text = new StringBuilder();
    text.append(refused(ping));
    text.append(
        """
        chain beyond {
          %s return
          %s return
          ip6 daddr fe80::/10 return
          goto refused
        }
        """
            .formatted(Marks.is(Marks.CAPTURED), NOT_BEYOND));
    text.append(gateway(ports));
    text.append(SPOOFED);
    hook(text, "prerouting", -300, interfaceName, indexes, "", "goto spoofed", "");
    var between = Between.of(interfaceName, devices);
    text.append(between.chain());
    hook(text, "prerouting", -90, interfaceName, indexes, between.prerouting(), "goto beyond", "");
    hook(
        text,
        "forward",
        -10,
        interfaceName,
        indexes,
        between.forward(),
        "goto refused",
        "oifname "
            + Nftables.quote(interfaceName)
            + " counter drop comment \"dropped_forwarded\"\n");
    hook(text, "input", -10, interfaceName, indexes, "", "goto gateway", "");
    // What a client is refused after its datagram was taken: sent once more in its name, and
    // answered by ICMP on the spot. It never gets further than here.
    text.append(
        """
        chain output {
          type filter hook output priority -10; policy accept;
          %s counter reject with icmpx port-unreachable comment "answered_udp"
        }
        """
            .formatted(Marks.is(Marks.REFUSED)));
    return text.toString();
  }

  /** What passes between the interface and devices: captured packets in, out only to clients. */
  private record Between(String chain, String prerouting, String forward) {

    static Between of(String interfaceName, List<String> devices) {
      if (devices.isEmpty()) {
        return new Between("", "", "");
      }
      var name = Nftables.quote(interfaceName);
      var set = devices.stream().map(Nftables::quote).collect(Collectors.joining(", ", "{ ", " }"));
      // Before routing, or the kernel would complain of a way that is not there to the server.
      return new Between(
          """
          chain answer {
            fib daddr type local accept
            fib daddr oifname %s accept
            counter drop comment "dropped_answer"
          }
          """
              .formatted(name),
          "  iifname %s goto answer\n".formatted(set),
          """
            iifname %1$s oifname %2$s %3$s accept
            iifname %2$s oifname %1$s accept
            iifname %2$s counter drop comment "dropped_answer_forwarded"
          """
              .formatted(name, set, Marks.is(Marks.CAPTURED)));
    }
  }

  private static String refused(Ping ping) {
    var echo =
        ping == Ping.DROP
            ? """
              icmp type echo-request counter drop comment "dropped_ping"
              icmpv6 type echo-request counter drop comment "dropped_ping"
            """
            : "";
    return """
    chain refused {
      meta l4proto tcp counter reject with tcp reset comment "refused_tcp"
      meta l4proto udp counter reject with icmpx port-unreachable comment "refused_udp"
    %s  meta l4proto { icmp, icmpv6 } counter reject with icmpx admin-prohibited comment "refused_icmp"
      counter reject with icmpx admin-prohibited comment "refused_other"
    }
    """
        .formatted(echo);
  }

  private static String gateway(GatewayPorts ports) {
    return """
    chain gateway {
      %s accept
      meta l4proto { tcp, udp } th dport 53 goto refused
      icmp type { redirect, router-advertisement } counter drop comment "dropped_router"
      icmpv6 type { nd-router-advert, nd-redirect } counter drop comment "dropped_router"
      ct state established,related ct direction reply accept
      meta l4proto { icmp, igmp, icmpv6 } accept
      udp dport { 67, 68, 546, 547 } accept
    %s%s  fib daddr type { broadcast, anycast, multicast } counter drop comment "dropped_multicast"
      goto refused
    }
    """
        .formatted(Marks.is(Marks.CAPTURED), open("tcp", ports.tcp()), open("udp", ports.udp()));
  }

  /** A set of one is listed as if it were none. */
  private static String open(String protocol, List<String> ports) {
    return switch (ports.size()) {
      case 0 -> "";
      case 1 -> "  " + protocol + " dport " + ports.getFirst() + " accept\n";
      default -> "  " + protocol + " dport { " + String.join(", ", ports) + " } accept\n";
    };
  }

  private static void hook(
      StringBuilder text,
      String hook,
      int priority,
      String interfaceName,
      Collection<Integer> indexes,
      String first,
      String verdict,
      String more) {
    text.append("chain ").append(priority == -300 ? "raw" : hook).append(" {\n");
    text.append("  type filter hook ").append(hook).append(" priority ").append(priority);
    text.append("; policy accept;\n").append(first);
    text.append("  iifname ").append(Nftables.quote(interfaceName));
    text.append(' ').append(verdict).append('\n');
    for (int index : indexes) {
      text.append("  iif ").append(index).append(' ').append(verdict).append('\n');
    }
    text.append(more.isEmpty() ? "" : "  " + more);
    text.append("}\n");
  }
}
