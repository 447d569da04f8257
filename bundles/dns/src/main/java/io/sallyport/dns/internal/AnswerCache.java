// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.sallyport.dns.internal.server.Ask;
import io.sallyport.dns.internal.wire.Answer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers until their time is over, the longest unused going first where there are too many or they
 * are too big together. Any thread; the lock is held for a few steps.
 */
final class AnswerCache {

  /** What an answer may cost on average before fewer than {@code cache_capacity} are kept. */
  private static final int MEAN_WEIGHT = 1024;

  /** Under what an answer is kept: never shared between servers, whose answers may differ. */
  record Key(String server, Ask ask) {}

  private record Entry(Answer answer, long stored) {}

  /** An answer and how long it has been kept, in seconds. */
  record Kept(Answer answer, int age) {}

  private final LongSupplier seconds;
  private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
  private int capacity;
  private long staleFor;
  private long weight;

  /**
   * Keeps nothing yet.
   *
   * @param seconds a clock that never goes back
   */
  AnswerCache(LongSupplier seconds) {
    this.seconds = seconds;
  }

  /** Changes its bounds. */
  synchronized void resize(int newCapacity, long newStaleFor) {
    capacity = newCapacity;
    staleFor = newStaleFor;
    shrink();
  }

  /** An answer whose time is not over. */
  synchronized @Nullable Kept find(Key key) {
    var entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    long age = seconds.getAsLong() - entry.stored;
    if (age < entry.answer.lifetime()) {
      return new Kept(entry.answer, (int) age);
    }
    if (age >= entry.answer.lifetime() + staleFor) {
      remove(key);
    }
    return null;
  }

  /** An answer whose time is over, but not for too long; to be told for 30 s (RFC 8767 §4). */
  synchronized @Nullable Answer stale(Key key) {
    var entry = staleFor == 0 ? null : entries.get(key);
    if (entry == null || seconds.getAsLong() - entry.stored >= entry.answer.lifetime() + staleFor) {
      return null;
    }
    return entry.answer.withTtl(30);
  }

  /** Keeps an answer for its lifetime. */
  synchronized void put(Key key, Answer answer) {
    if (answer.lifetime() <= 0 || capacity == 0) {
      return;
    }
    remove(key);
    entries.put(key, new Entry(answer, seconds.getAsLong()));
    weight += answer.weight();
    shrink();
  }

  private void remove(Key key) {
    var old = entries.remove(key);
    if (old != null) {
      weight -= old.answer.weight();
    }
  }

  private void shrink() {
    for (var oldest = entries.values().iterator();
        entries.size() > capacity || weight > (long) capacity * MEAN_WEIGHT; ) {
      weight -= oldest.next().answer.weight();
      oldest.remove();
    }
  }

  /** Forgets all; how many there were. */
  synchronized int clear() {
    int size = entries.size();
    entries.clear();
    weight = 0;
    return size;
  }

  synchronized int size() {
    return entries.size();
  }

  /** One answer for people. */
  record Line(Key key, Answer answer, long left) {}

  /** All that is kept, longest unused first, with the seconds that each has left. */
  synchronized List<Line> lines() {
    long now = seconds.getAsLong();
    var lines = new ArrayList<Line>(entries.size());
    entries.forEach(
        (key, entry) ->
            lines.add(new Line(key, entry.answer, entry.stored + entry.answer.lifetime() - now)));
    return lines;
  }
}
