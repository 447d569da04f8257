// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.api.Sessions;
import java.util.List;

/** The counters of one outbound, or of all, over every inbound and rule. */
record Traffic(long active, long total, long failed, long up, long down) {

  static Traffic of(List<Sessions.Count> counts, String outbound) {
    return sum(counts.stream().filter(count -> count.outbound().equals(outbound)).toList());
  }

  static Traffic sum(List<Sessions.Count> counts) {
    long active = 0;
    long total = 0;
    long failed = 0;
    long up = 0;
    long down = 0;
    for (var count : counts) {
      active += count.active();
      total += count.total();
      failed += count.failed().values().stream().mapToLong(Long::longValue).sum();
      up += count.up();
      down += count.down();
    }
    return new Traffic(active, total, failed, up, down);
  }
}
