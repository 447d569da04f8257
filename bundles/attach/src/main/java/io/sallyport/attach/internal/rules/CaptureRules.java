// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.rules;

import io.sallyport.attach.internal.settings.Ping;
import io.sallyport.linux.Nftables;

/**
 * The bodies of the table that captures. What no line of them takes falls to the guard; that goes
 * for everything once the process is dead, as tproxy without a socket to go to takes nothing.
 */
public final class CaptureRules {

  private static final String NOT_BEYOND =
      "fib daddr type { local, broadcast, anycast, multicast }";

  private CaptureRules() {}

  /**
   * The ports on 127.0.0.1 and ::1 that are led to; 0 for none.
   *
   * @param tcp4 of TCP over IPv4
   */
  public record Ports(int tcp4, int tcp6, int udp4, int udp6) {}

  /**
   * By tproxy, at the priority of mangle. Port 53 is taken even where it is the gateway's own. ICMP
   * errors about captured connections are delivered, or path MTU discovery towards clients would be
   * lost.
   */
  public static String tproxy(String interfaceName, Ports ports, Ping ping) {
    var text = new StringBuilder();
    text.append("chain capture {\n");
    divert(text, "ipv4", "tcp", "ip to 127.0.0.1:", ports.tcp4());
    divert(text, "ipv6", "tcp", "ip6 to [::1]:", ports.tcp6());
    divert(text, "ipv4", "udp", "ip to 127.0.0.1:", ports.udp4());
    divert(text, "ipv6", "udp", "ip6 to [::1]:", ports.udp6());
    text.append("}\n");
    text.append(
        """
        chain prerouting {
          type filter hook prerouting priority mangle; policy accept;
          iifname != %s accept
          %s accept
          meta l4proto { tcp, udp } th dport 53 goto capture
          %s accept
          ip6 daddr fe80::/10 accept
          meta l4proto { tcp, udp } goto capture
          icmp type { destination-unreachable, time-exceeded, parameter-problem } ct state related %s accept
          icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } ct state related %s accept
        }
        """
            .formatted(
                Nftables.quote(interfaceName),
                Marks.is(Marks.OWN),
                NOT_BEYOND,
                Marks.set(Marks.CAPTURED),
                Marks.set(Marks.CAPTURED)));
    text.append(ping(interfaceName, ping));
    return text.toString();
  }

  private static void divert(
      StringBuilder text, String family, String protocol, String to, int port) {
    if (port != 0) {
      text.append("  meta nfproto ").append(family).append(" meta l4proto ").append(protocol);
      text.append(" tproxy ").append(to).append(port).append(' ');
      text.append(Marks.set(Marks.CAPTURED)).append(" counter accept comment \"captured_");
      text.append(protocol).append(family.charAt(3)).append("\"\n");
    }
  }

  /**
   * By redirect, which changes addresses: TCP to our listener, and port 53 of UDP, if DNS is
   * hijacked, to our resolver. The listeners are on all addresses, as the kernel redirects to that
   * of the interface; who was not redirected is refused there, here and by the listener itself.
   *
   * @param tcp port of the listener; 0 for none
   * @param dns port of the resolver; 0 for none
   */
  public static String redirect(String interfaceName, int tcp, int dns, Ping ping) {
    String name = Nftables.quote(interfaceName);
    var text = new StringBuilder();
    text.append("chain nat {\n");
    text.append("  type nat hook prerouting priority dstnat; policy accept;\n");
    text.append("  iifname != ").append(name).append(" accept\n");
    text.append("  ").append(Marks.is(Marks.OWN)).append(" accept\n");
    if (tcp != 0 && dns != 0) {
      text.append("  tcp dport 53 redirect to :").append(tcp).append('\n');
    }
    if (dns != 0) {
      text.append("  udp dport 53 redirect to :").append(dns).append('\n');
    }
    text.append("  ").append(NOT_BEYOND).append(" accept\n");
    text.append("  ip6 daddr fe80::/10 accept\n");
    if (tcp != 0) {
      text.append("  meta l4proto tcp counter redirect to :").append(tcp);
      text.append(" comment \"captured_tcp\"\n");
    }
    text.append("}\n");
    // Only the first packet of a connection sees the chain above; the mark is for the guard.
    text.append("chain marking {\n  type filter hook prerouting priority -95; policy accept;\n");
    admit(text, name, "tcp", tcp);
    admit(text, name, "udp", dns);
    text.append("}\nchain input {\n  type filter hook input priority -20; policy accept;\n");
    if (tcp != 0) {
      text.append("  iifname != ").append(name).append(" tcp dport ").append(tcp);
      text.append(" reject with tcp reset\n");
    }
    if (dns != 0) {
      text.append("  iifname != ").append(name).append(" udp dport ").append(dns);
      text.append(" reject\n");
    }
    text.append("}\n");
    text.append(ping(interfaceName, ping));
    return text.toString();
  }

  private static void admit(StringBuilder text, String name, String protocol, int port) {
    if (port != 0) {
      text.append("  iifname ").append(name).append(' ').append(protocol).append(" dport ");
      text.append(port).append(" ct status dnat fib daddr type local ");
      text.append(Marks.set(Marks.CAPTURED)).append(" accept\n");
    }
  }

  /** The kernel answers for whoever was pinged, as if it were this machine. */
  private static String ping(String interfaceName, Ping ping) {
    return ping == Ping.REPLY
        ? """
        chain ping {
          type nat hook prerouting priority dstnat; policy accept;
          iifname %1$s icmp type echo-request redirect
          iifname %1$s icmpv6 type echo-request redirect
        }
        """
            .formatted(Nftables.quote(interfaceName))
        : "";
  }
}
