// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.flow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A bounded table of what was seen, in the order of its last use: finding, adding, and making room
 * by putting out the entry that was silent for longest are of constant time. On one thread.
 *
 * @param <K> what tells flows apart
 * @param <V> what is known about them
 */
public final class FlowTable<K, V> {

  private static final class Entry<V> {
    final V value;
    long last;

    Entry(V value, long last) {
      this.value = value;
      this.last = last;
    }
  }

  private final int max;
  private final BiConsumer<K, V> gone;
  // In access order, so that ages ascend from the last entry to the first.
  private final LinkedHashMap<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
  private long added;
  private long evicted;
  private long expired;

  /**
   * @param max entries at a time
   * @param gone told of each entry that was put out, not of one that was removed
   */
  public FlowTable(int max, BiConsumer<K, V> gone) {
    this.max = max;
    this.gone = gone;
  }

  /** What is known; null if nothing is. Counts as use. */
  public @Nullable V find(K key, long now) {
    var entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    entry.last = now;
    return entry.value;
  }

  /** What is known, or else what is made now; if that is one too many, the oldest goes. */
  public V findOrAdd(K key, long now, Function<K, V> maker) {
    var known = find(key, now);
    if (known != null) {
      return known;
    }
    if (entries.size() >= max) {
      evicted++;
      putOut(entries.firstEntry().getKey());
    }
    V made = maker.apply(key);
    entries.put(key, new Entry<>(made, now));
    added++;
    return made;
  }

  /** Takes an entry out, if it is still this one. */
  public void remove(K key, V value) {
    var entry = entries.get(key);
    if (entry != null && entry.value == value) {
      entries.remove(key);
    }
  }

  /**
   * Puts out what was not used for so long; costs as much as there is to put out.
   *
   * @param idleNanos how long
   */
  public void age(long now, long idleNanos) {
    while (!entries.isEmpty() && now - entries.firstEntry().getValue().last > idleNanos) {
      expired++;
      putOut(entries.firstEntry().getKey());
    }
  }

  private void putOut(K key) {
    var entry = entries.remove(key);
    if (entry != null) {
      gone.accept(key, entry.value);
    }
  }

  /** Puts out everything. */
  public void clear() {
    for (K key : new ArrayList<>(entries.keySet())) {
      putOut(key);
    }
  }

  /** What is known of all, the one silent for longest first. */
  public List<V> values() {
    return entries.values().stream().map(entry -> entry.value).toList();
  }

  /** How many there are. */
  public int size() {
    return entries.size();
  }

  /** How many there ever were. */
  public long added() {
    return added;
  }

  /** How many had to make room. */
  public long evicted() {
    return evicted;
  }

  /** How many were silent for too long. */
  public long expired() {
    return expired;
  }

  /** How long entries are kept that nothing refers to: somewhat longer than a client retries. */
  public static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(60);
}
