// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.LatencyHistogram;
import io.sallyport.api.Origin;
import io.sallyport.api.Sessions;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Counters by inbound, outbound and rule, and by inbound and user; they only grow, but for {@code
 * active}.
 */
final class Counters {

  /**
   * More combinations than any configuration has; what comes after they are used up, as after years
   * of renaming rules, is counted together.
   */
  private static final int MAX_CELLS = 16_384;

  private static final String NONE = "-";

  private record Key(String inbound, String outbound, String rule, @Nullable String user) {}

  /** One line; any thread. */
  static final class Cell {
    final LongAdder active = new LongAdder();
    final LongAdder total = new LongAdder();
    final LongAdder up = new LongAdder();
    final LongAdder down = new LongAdder();
    final LongAdder upPackets = new LongAdder();
    final LongAdder downPackets = new LongAdder();
    final LatencyHistogram connects = new LatencyHistogram();
    private final AtomicLongArray failed =
        new AtomicLongArray(ConnectFailure.Reason.values().length);

    void failed(ConnectFailure.Reason reason) {
      failed.incrementAndGet(reason.ordinal());
    }

    private Map<ConnectFailure.Reason, Long> failures() {
      var map = new EnumMap<ConnectFailure.Reason, Long>(ConnectFailure.Reason.class);
      for (var reason : ConnectFailure.Reason.values()) {
        long count = failed.get(reason.ordinal());
        if (count > 0) {
          map.put(reason, count);
        }
      }
      return map;
    }
  }

  private final Map<Key, Cell> cells = new ConcurrentHashMap<>();

  Cell cell(String inbound, @Nullable String outbound, @Nullable String rule) {
    return cell(
        new Key(inbound, outbound == null ? NONE : outbound, rule == null ? NONE : rule, null));
  }

  /** Every line that a flow is counted in. */
  List<Cell> cells(Origin origin, @Nullable String outbound, @Nullable String rule) {
    var main = cell(origin.inbound(), outbound, rule);
    return origin.user() instanceof String user
        ? List.of(main, cell(new Key(origin.inbound(), NONE, NONE, user)))
        : List.of(main);
  }

  private Cell cell(Key key) {
    var cell = cells.get(key);
    if (cell != null) {
      return cell;
    }
    return cells.computeIfAbsent(
        cells.size() < MAX_CELLS
            ? key
            : new Key("other", "other", "other", key.user == null ? null : "other"),
        _ -> new Cell());
  }

  /** The lines of users, or those of inbounds, outbounds and rules. */
  List<Sessions.Count> snapshot(boolean ofUsers) {
    return cells.entrySet().stream()
        .filter(entry -> entry.getKey().user != null == ofUsers)
        .map(entry -> count(entry.getKey(), entry.getValue()))
        .sorted(
            Comparator.comparing(Sessions.Count::inbound)
                .thenComparing(Sessions.Count::outbound)
                .thenComparing(Sessions.Count::rule)
                .thenComparing(count -> String.valueOf(count.user())))
        .toList();
  }

  private static Sessions.Count count(Key key, Cell cell) {
    return new Sessions.Count(
        key.inbound,
        key.outbound,
        key.rule,
        key.user,
        cell.active.sum(),
        cell.total.sum(),
        cell.failures(),
        cell.up.sum(),
        cell.down.sum(),
        cell.upPackets.sum(),
        cell.downPackets.sum(),
        cell.connects.snapshot());
  }
}
