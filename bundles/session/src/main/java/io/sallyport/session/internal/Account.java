// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.ConnectFailure;
import java.util.List;

/** The lines of the statistics that one session is counted in; used on its loop only. */
final class Account {

  private final List<Counters.Cell> cells;

  private Account(List<Counters.Cell> cells) {
    this.cells = cells;
    cells.forEach(cell -> cell.active.increment());
  }

  /** Begins to count a session as active. */
  static Account open(List<Counters.Cell> cells) {
    return new Account(cells);
  }

  /** Its outbound is connected, so long after its acceptance. */
  void connected(long nanos) {
    cells.forEach(cell -> cell.connects.record(nanos));
  }

  void failed(ConnectFailure.Reason reason) {
    cells.forEach(cell -> cell.failed(reason));
  }

  /** Adds what was carried since the last call. */
  void count(Traffic traffic) {
    var more = traffic.sinceLast();
    for (var cell : cells) {
      cell.up.add(more.up());
      cell.down.add(more.down());
      cell.upPackets.add(more.upPackets());
      cell.downPackets.add(more.downPackets());
    }
  }

  /** It is over. */
  void close() {
    for (var cell : cells) {
      cell.active.decrement();
      cell.total.increment();
    }
  }
}
