// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Sessions;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** Counters by inbound, outbound and rule; they only grow, but for {@code active}. */
final class Counters {

  /**
   * More combinations than any configuration has; what comes after they are used up, as after years
   * of renaming rules, is counted together.
   */
  private static final int MAX_CELLS = 16_384;

  private record Key(String inbound, String outbound, String rule) {}

  /** One line; any thread. */
  static final class Cell {
    final LongAdder active = new LongAdder();
    final LongAdder total = new LongAdder();
    final LongAdder up = new LongAdder();
    final LongAdder down = new LongAdder();
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

  Cell cell(String inbound, String outbound, String rule) {
    var key = new Key(inbound, outbound, rule);
    var cell = cells.get(key);
    if (cell != null) {
      return cell;
    }
    return cells.computeIfAbsent(
        cells.size() < MAX_CELLS ? key : new Key("other", "other", "other"), _ -> new Cell());
  }

  List<Sessions.Count> snapshot() {
    return cells.entrySet().stream()
        .map(
            entry -> {
              var key = entry.getKey();
              var cell = entry.getValue();
              return new Sessions.Count(
                  key.inbound,
                  key.outbound,
                  key.rule,
                  cell.active.sum(),
                  cell.total.sum(),
                  cell.failures(),
                  cell.up.sum(),
                  cell.down.sum());
            })
        .sorted(
            Comparator.comparing(Sessions.Count::inbound)
                .thenComparing(Sessions.Count::outbound)
                .thenComparing(Sessions.Count::rule))
        .toList();
  }
}
