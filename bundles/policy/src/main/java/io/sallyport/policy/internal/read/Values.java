// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.read;

import io.netty.util.NetUtil;
import io.sallyport.api.Destination;
import io.sallyport.api.config.GoDuration;
import io.sallyport.policy.internal.match.Cidr;
import io.sallyport.policy.internal.match.Ip;
import io.sallyport.policy.internal.match.NamePattern;
import io.sallyport.policy.internal.match.PortRange;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Single values from their text; each refuses with what would be right. */
final class Values {

  private Values() {}

  /** {@code domain}: the name itself. */
  static NamePattern domain(String text) {
    return new NamePattern(HostNames.name(text), true, false);
  }

  /** {@code domain_suffix}: the name and those below it; with a dot before it only those below. */
  static NamePattern suffix(String text) {
    return text.startsWith(".")
        ? new NamePattern(HostNames.name(text.substring(1)), false, true)
        : new NamePattern(HostNames.name(text), true, true);
  }

  /** A network, or an address alone; bits behind the prefix are cleared as sing-box does. */
  static Cidr cidr(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = ip(address);
    if (bytes == null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no network such as 10.0.0.0/8 or fc00::/7, and no address");
    }
    var ip = Ip.of(bytes);
    if (slash < 0) {
      return new Cidr(ip, ip.width());
    }
    int length = number(text.substring(slash + 1), bytes.length * 8, "a prefix length");
    // ::ffff:10.0.0.0/104 is 10.0.0.0/8, since mapped addresses arrive as IPv4.
    boolean mapped = bytes.length == 16 && !ip.v6();
    if (mapped && length < 96) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is wider than the IPv4-mapped addresses; write the IPv4 network");
    }
    return new Cidr(ip, mapped ? length - 96 : length);
  }

  // Brackets and zones, which Netty takes, have no place in a network; an octet of 010 is eight to
  // some and ten to others.
  private static byte @Nullable [] ip(String text) {
    boolean plain =
        text.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80 || c == '.' || c == ':');
    if (!plain || hasOctal(text.substring(text.lastIndexOf(':') + 1))) {
      return null;
    }
    return NetUtil.createByteArrayFromIpAddressString(text);
  }

  private static boolean hasOctal(String dotted) {
    if (dotted.indexOf('.') < 0) {
      return false;
    }
    for (int i = 0; i + 1 < dotted.length(); i++) {
      boolean first = i == 0 || dotted.charAt(i - 1) == '.';
      if (first && dotted.charAt(i) == '0' && dotted.charAt(i + 1) != '.') {
        return true;
      }
    }
    return false;
  }

  /** A port to match, 0 to 65535. */
  static int port(String text) {
    if (text.indexOf(':') >= 0 || text.indexOf('-') > 0) {
      throw new IllegalArgumentException("\"" + text + "\" is a range; port_range matches such");
    }
    return number(text, 65535, "a port");
  }

  /** A port to go to, 1 to 65535. */
  static int targetPort(String text) {
    int port = number(text, 65535, "a port");
    if (port == 0) {
      throw new IllegalArgumentException("0 is no port to connect to");
    }
    return port;
  }

  /** {@code a:b}, {@code :b} or {@code a:}. */
  static PortRange portRange(String text) {
    int colon = text.indexOf(':');
    if (colon < 0 || text.length() == 1) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no range such as \"1000:2000\", \":1023\" or \"1024:\"");
    }
    String first = text.substring(0, colon);
    String last = text.substring(colon + 1);
    int from = first.isEmpty() ? 0 : number(first, 65535, "a port");
    int to = last.isEmpty() ? 65535 : number(last, 65535, "a port");
    if (from > to) {
      throw new IllegalArgumentException("\"" + text + "\" begins behind its end");
    }
    return new PortRange(from, to);
  }

  /** {@code ip_version}. */
  static int version(String text) {
    return switch (text) {
      case "4" -> 4;
      case "6" -> 6;
      default -> throw new IllegalArgumentException("\"" + text + "\" is neither 4 nor 6");
    };
  }

  /** Text that is not empty. */
  static String word(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("is empty");
    }
    return text;
  }

  /** A timeout that lets something happen. */
  static Duration positive(String text) {
    var duration = GoDuration.parse(text);
    if (duration.isZero()) {
      throw new IllegalArgumentException("must be longer than nothing, such as \"10s\"");
    }
    return duration;
  }

  /** A host to go to instead: a name or an address. */
  static String host(String text) {
    if (NetUtil.createByteArrayFromIpAddressString(text) != null) {
      return Destination.of(text, 0).host();
    }
    return HostNames.name(text);
  }

  /** One of some words. */
  static <T> T choice(String text, Map<String, T> words) {
    T found = words.get(text);
    if (found == null) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is none of " + String.join(", ", words.keySet()));
    }
    return found;
  }

  private static int number(String text, int max, String what) {
    if (!text.matches("\\d{1,6}") || Integer.parseInt(text) > max) {
      throw new IllegalArgumentException("\"" + text + "\" is not " + what + ", 0 to " + max);
    }
    return Integer.parseInt(text);
  }
}
