// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.settings;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Ports of the gateway itself that clients of an interface may use, in nft's spelling: {@code 22},
 * {@code 8000-8100}.
 */
public record GatewayPorts(List<String> tcp, List<String> udp) {

  /** None. */
  public static final GatewayPorts NONE = new GatewayPorts(List.of(), List.of());

  private static final int DNS = 53;
  private static final Pattern FORM = Pattern.compile("(?:(tcp|udp)/)?(\\d{1,5})(?:-(\\d{1,5}))?");

  public GatewayPorts {
    tcp = List.copyOf(tcp);
    udp = List.copyOf(udp);
  }

  /**
   * Reads {@code 22}, {@code tcp/22}, {@code udp/123}, {@code 8000-8100}; a number alone is TCP.
   *
   * @param key for messages
   */
  static GatewayPorts parse(String key, List<String> texts) throws ConfigException {
    var problems = new ArrayList<ConfigProblem>();
    var tcp = new ArrayList<Range>();
    var udp = new ArrayList<Range>();
    for (int i = 0; i < texts.size(); i++) {
      var problem = add(texts.get(i), tcp, udp);
      if (!problem.isEmpty()) {
        problems.add(new ConfigProblem(key + "[" + i + "]", problem));
      }
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return new GatewayPorts(merged(tcp), merged(udp));
  }

  private record Range(int first, int last) {}

  /** Ascending and apart, as nft wants and lists them. */
  private static List<String> merged(List<Range> ranges) {
    var merged = new ArrayList<Range>();
    for (var range : ranges.stream().sorted(Comparator.comparingInt(Range::first)).toList()) {
      if (merged.isEmpty() || merged.getLast().last() + 1 < range.first()) {
        merged.add(range);
      } else {
        var before = merged.removeLast();
        merged.add(new Range(before.first(), Math.max(before.last(), range.last())));
      }
    }
    return merged.stream()
        .map(r -> r.first() == r.last() ? "" + r.first() : r.first() + "-" + r.last())
        .toList();
  }

  private static String add(String text, List<Range> tcp, List<Range> udp) {
    var match = FORM.matcher(text);
    if (!match.matches()) {
      return "\"" + text + "\" is no port such as 22, udp/123 or 8000-8100";
    }
    int first = Integer.parseInt(match.group(2));
    int last = match.group(3) == null ? first : Integer.parseInt(match.group(3));
    if (first < 1 || last > 65535 || first > last) {
      return "\"" + text + "\" is no range of ports within 1 to 65535";
    }
    if (first <= DNS && DNS <= last) {
      return "port 53 is never the gateway's own resolver, which would ask in clear; a rule with"
          + " hijack-dns answers it";
    }
    ("udp".equals(match.group(1)) ? udp : tcp).add(new Range(first, last));
    return "";
  }
}
