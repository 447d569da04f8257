// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import java.util.ArrayDeque;
import java.util.List;
import org.osgi.service.log.LogLevel;

/** The last entries; any thread. */
final class Ring {

  private final int capacity;
  private final ArrayDeque<Entry> entries = new ArrayDeque<>();

  Ring(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(Entry entry) {
    if (entries.size() == capacity) {
      entries.removeFirst();
    }
    entries.addLast(entry);
  }

  /** The last entries of a level or a more urgent one, oldest first. */
  synchronized List<Entry> last(int count, LogLevel least) {
    var fitting = entries.stream().filter(entry -> least.implies(entry.level())).toList();
    return fitting.subList(Math.max(0, fitting.size() - count), fitting.size());
  }
}
