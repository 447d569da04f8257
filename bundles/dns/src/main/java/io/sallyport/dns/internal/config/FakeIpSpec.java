// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import io.sallyport.api.config.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where fake addresses come from and how long they hold. {@code ttl}, {@code recycle_after} and
 * {@code max_names} are ours.
 *
 * @param inet4 null for no IPv4
 * @param inet6 null for no IPv6
 * @param ttl what clients are told, in seconds
 * @param recycleAfter how much longer than that an address stays with its name
 * @param maxNames most names at a time
 */
public record FakeIpSpec(
    @Nullable AddressRange inet4,
    @Nullable AddressRange inet6,
    int ttl,
    Duration recycleAfter,
    int maxNames) {

  private static final Key<String> INET4 = Key.string("inet4_range", "IPv4 network");
  private static final Key<String> INET6 = Key.string("inet6_range", "IPv6 network");
  private static final Key<Duration> TTL =
      Key.duration("ttl", "how long clients may keep a fake address").or("1m");
  private static final Key<Duration> RECYCLE =
      Key.duration("recycle_after", "how long after that it stays with its name").or("1h");
  private static final Key<Integer> NAMES =
      Key.integer("max_names", "names at a time", 16, 1 << 20).or("131072");

  /** As in sing-box's examples: the network for benchmarks (RFC 2544) and a unique local one. */
  public static final FakeIpSpec DEFAULT =
      new FakeIpSpec(
          AddressRange.parse("198.18.0.0/15", 4),
          AddressRange.parse("fc00::/18", 16),
          60,
          Duration.ofHours(1),
          131_072);

  static FakeIpSpec read(Fields fields, FakeIpSpec outer) {
    var inet4 = range(fields, INET4, 4);
    var inet6 = range(fields, INET6, 16);
    if (!fields.has(INET4.name()) && !fields.has(INET6.name())) {
      inet4 = outer.inet4;
      inet6 = outer.inet6;
    }
    long ttl = fields.has(TTL.name()) ? fields.get(TTL).toSeconds() : noted(fields, TTL, outer.ttl);
    if (ttl < 1 || ttl > 86_400) {
      fields.problem(TTL.name(), "is not within 1s to 24h");
      ttl = outer.ttl;
    }
    var recycle =
        fields.has(RECYCLE.name())
            ? fields.get(RECYCLE)
            : noted(fields, RECYCLE, outer.recycleAfter);
    int names = fields.has(NAMES.name()) ? fields.get(NAMES) : noted(fields, NAMES, outer.maxNames);
    return new FakeIpSpec(inet4, inet6, (int) ttl, recycle, names);
  }

  /** Makes a key known to the object, and the default stand. */
  private static <T> T noted(Fields fields, Key<?> key, T standing) {
    fields.get(key);
    return standing;
  }

  private static @Nullable AddressRange range(Fields fields, Key<String> key, int width) {
    String text = fields.find(key);
    if (text == null) {
      return null;
    }
    try {
      return AddressRange.parse(text, width);
    } catch (IllegalArgumentException e) {
      fields.problem(key.name(), String.valueOf(e.getMessage()));
      return null;
    }
  }

  /** Its networks, one or two. */
  public List<AddressRange> ranges() {
    var ranges = new ArrayList<AddressRange>(2);
    Stream.of(inet4, inet6).filter(Objects::nonNull).forEach(ranges::add);
    return List.copyOf(ranges);
  }

  /** Whether both mean the same addresses. */
  public boolean sameRanges(FakeIpSpec other) {
    return Objects.equals(inet4, other.inet4) && Objects.equals(inet6, other.inet6);
  }

  /** Whether an address is one of its. */
  public boolean contains(byte[] ip) {
    return inet4 != null && inet4.contains(ip) || inet6 != null && inet6.contains(ip);
  }

  /** How many names there can be: the addresses without the first two and the last of a network. */
  public int capacity() {
    int smallest = ranges().stream().mapToInt(AddressRange::size).min().orElse(0);
    return Math.min(maxNames, smallest - 3);
  }
}
