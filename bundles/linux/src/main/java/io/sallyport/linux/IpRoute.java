// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route, ip-route(8).
 *
 * @param kind what becomes of packets
 * @param destination {@code default}, or a prefix such as {@code 10.0.0.0/8}
 * @param via the next hop; null for none
 * @param device where packets leave; null for none
 * @param table number of the routing table
 * @param metric lower first; 0 for the family's usual one
 */
public record IpRoute(
    Family family,
    Kind kind,
    String destination,
    @Nullable InetAddress via,
    @Nullable String device,
    long table,
    long metric) {

  /** So large that every other route of a table stands before it. */
  public static final long LAST_METRIC = 4278198272L;

  public IpRoute {
    if (!destination.matches("default|[0-9a-fA-F:.]+(/[0-9]{1,3})?")) {
      throw new IllegalArgumentException("not a prefix: " + destination);
    }
    if (device != null) {
      Links.requireName(device);
    }
  }

  /** What becomes of packets; the numbers are those of {@code rtnetlink}. */
  public enum Kind {
    /** They go on. */
    UNICAST(1),
    /** They are for this machine. */
    LOCAL(2),
    /** They vanish. */
    BLACKHOLE(6),
    /** The sender is told that the host cannot be reached. */
    UNREACHABLE(7),
    /** The sender is told that it may not. */
    PROHIBIT(8),
    /** All else. */
    OTHER(-1);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    /** Of a number; {@link #OTHER} for what has no line here. */
    public static Kind of(int number) {
      for (var kind : values()) {
        if (kind.number == number) {
          return kind;
        }
      }
      return OTHER;
    }

    String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Everything is for this machine: where TPROXY sends its packets. */
  public static IpRoute localDefault(Family family, long table) {
    return new IpRoute(family, Kind.LOCAL, "default", null, "lo", table, 0);
  }

  /** Everything goes into a device. */
  public static IpRoute defaultInto(Family family, String device, long table) {
    return new IpRoute(family, Kind.UNICAST, "default", null, device, table, 0);
  }

  /**
   * What catches everything when the other routes of a table are gone, as those of a device go with
   * it: without it the next table is asked, and packets leave in clear.
   */
  public static IpRoute lastUnreachable(Family family, long table) {
    return new IpRoute(family, Kind.UNREACHABLE, "default", null, null, table, LAST_METRIC);
  }

  /** What stands after {@code ip route replace} or {@code del}. */
  List<String> words() {
    var words = new ArrayList<String>();
    words.add(kind.word());
    words.add(destination);
    if (via != null) {
      words.addAll(List.of("via", via.getHostAddress()));
    }
    if (device != null) {
      words.addAll(List.of("dev", device));
    }
    words.addAll(List.of("table", Long.toString(table)));
    if (metric != 0) {
      words.addAll(List.of("metric", Long.toString(metric)));
    }
    return words;
  }
}
