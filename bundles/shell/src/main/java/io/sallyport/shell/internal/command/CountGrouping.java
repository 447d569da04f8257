// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Sessions;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * By what lines of the statistics are told apart; those that agree in it are added up.
 *
 * @param names any of {@code inbound}, {@code outbound}, {@code rule}, {@code user}
 */
record CountGrouping(List<String> names) {

  /** Of the word behind {@code --by}; of no word, everything but users. */
  static CountGrouping of(String by) throws CommandFailure {
    if (by.isEmpty()) {
      return new CountGrouping(List.of("inbound", "outbound", "rule"));
    }
    return switch (Arguments.word("--by", by, List.of("inbound", "outbound", "rule", "user"))) {
      // A rule or a user is one of its inbound: the same name elsewhere is another.
      case "rule" -> new CountGrouping(List.of("inbound", "rule"));
      case "user" -> new CountGrouping(List.of("inbound", "user"));
      default -> new CountGrouping(List.of(by));
    };
  }

  boolean ofUsers() {
    return names.contains("user");
  }

  boolean showsInbound() {
    return names.contains("inbound");
  }

  boolean onlyInbound() {
    return names.equals(List.of("inbound"));
  }

  /** What stands in a line under each name. */
  List<String> values(Sessions.Count count) {
    return names.stream()
        .map(
            name ->
                switch (name) {
                  case "inbound" -> count.inbound();
                  case "outbound" -> count.outbound();
                  case "rule" -> count.rule();
                  default -> String.valueOf(count.user());
                })
        .toList();
  }

  /** One line for each combination, in the order of the first of each. */
  List<Sessions.Count> apply(List<Sessions.Count> counts) {
    var sums = new LinkedHashMap<List<String>, Sessions.Count>();
    counts.forEach(count -> sums.merge(values(count), count, CountGrouping::sum));
    return List.copyOf(sums.values());
  }

  private static Sessions.Count sum(Sessions.Count one, Sessions.Count other) {
    var failed = new EnumMap<ConnectFailure.Reason, Long>(ConnectFailure.Reason.class);
    failed.putAll(one.failed());
    other.failed().forEach((reason, number) -> failed.merge(reason, number, Long::sum));
    return new Sessions.Count(
        one.inbound(),
        one.outbound(),
        one.rule(),
        one.user(),
        one.active() + other.active(),
        one.total() + other.total(),
        failed,
        one.up() + other.up(),
        one.down() + other.down(),
        one.upPackets() + other.upPackets(),
        one.downPackets() + other.downPackets(),
        one.connects().plus(other.connects()));
  }
}
