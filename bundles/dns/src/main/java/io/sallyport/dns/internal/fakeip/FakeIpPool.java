// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.fakeip;

import io.sallyport.dns.internal.config.FakeIpSpec;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Names and their addresses in one pair of networks; a name has the same offset in both. Any
 * thread; the lock is held for a few steps, never while anything is written.
 */
public final class FakeIpPool {

  /** The first two addresses of a network look like its own and its gateway's. */
  private static final int FIRST = 2;

  /** How many of the longest unused are looked at for one that may be recycled. */
  private static final int CANDIDATES = 64;

  /** After a start: pairs that were lost with the power are stepped over, most likely. */
  private static final int STEP = 1024;

  /** Seconds after its time to live for which an answer may still be on its way to a connection. */
  private static final int GRACE = 10;

  private static final class Entry {
    final String name;
    final int offset;

    /** Seconds until which it stays. */
    volatile long until;

    volatile boolean saved;

    /** Whether a flow has ever gone to it. */
    volatile boolean used;

    /** Seconds until which a client may still begin to use it. */
    long told;

    Entry(String name, int offset, long until) {
      this.name = name;
      this.offset = offset;
      this.until = until;
    }
  }

  private final FakeIpSpec spec;
  private final LongSupplier seconds;
  private final LinkedHashMap<String, Entry> byName = new LinkedHashMap<>(64, 0.75f, true);
  private final AtomicReferenceArray<@Nullable Entry> byOffset;

  /** What no flow had used when it was asked for, the longest unasked first. */
  private final LinkedHashSet<Entry> untried = new LinkedHashSet<>();

  private final @Nullable FakeIpJournal journal;
  private int next;
  int users;

  /**
   * Reads what is on disk.
   *
   * @param file null for a pool that forgets
   * @param seconds a clock that never goes back
   * @param complaints for people
   */
  FakeIpPool(
      FakeIpSpec spec,
      java.nio.file.@Nullable Path file,
      LongSupplier seconds,
      Consumer<String> complaints) {
    this.spec = spec;
    this.seconds = seconds;
    this.byOffset = new AtomicReferenceArray<>(spec.capacity());
    if (file == null) {
      journal = null;
      return;
    }
    long until = seconds.getAsLong() + hold(spec);
    for (var pair : FakeIpJournal.load(file, complaints)) {
      restore(pair, until);
    }
    next += byName.isEmpty() ? 0 : STEP;
    journal = new FakeIpJournal(file, this::pairs, complaints);
    journal.start();
  }

  private void restore(FakeIpJournal.Pair pair, long until) {
    int slot = pair.offset() - FIRST;
    if (slot < 0 || slot >= byOffset.length()) {
      return;
    }
    var entry = new Entry(pair.name(), pair.offset(), until);
    entry.saved = true;
    entry.used = true;
    var before = byOffset.getAndSet(slot, entry);
    if (before != null) {
      byName.remove(before.name, before);
    }
    var elsewhere = byName.put(pair.name(), entry);
    if (elsewhere != null && elsewhere.offset != entry.offset) {
      byOffset.set(elsewhere.offset - FIRST, null);
    }
    next = slot + 1;
  }

  private static long hold(FakeIpSpec spec) {
    return spec.ttl() + spec.recycleAfter().toSeconds();
  }

  FakeIpSpec spec() {
    return spec;
  }

  /**
   * Finds or makes the address of a name.
   *
   * @param name of a host, lower-case
   * @param terms how long it stays from now on
   * @param done told the offset, on this thread if the pair is on disk already, else on another; -1
   *     if all addresses are taken
   */
  public void lease(String name, FakeIpSpec terms, Consumer<Integer> done) {
    Entry entry;
    synchronized (this) {
      entry = byName.get(name);
      long now = seconds.getAsLong();
      long until = now + hold(terms);
      if (entry == null) {
        entry = make(name, until);
      } else {
        entry.until = Math.max(entry.until, until);
      }
      if (entry != null && !entry.used) {
        entry.told = Math.max(entry.told, now + terms.ttl() + GRACE);
        untried.remove(entry);
        untried.add(entry);
      }
    }
    if (entry == null) {
      done.accept(-1);
    } else if (entry.saved || journal == null) {
      done.accept(entry.offset);
    } else {
      var made = entry;
      // Where the disk is full the name works all the same; only a restart forgets it.
      journal.append(
          new FakeIpJournal.Pair(made.offset, name),
          saved -> {
            made.saved = saved;
            done.accept(made.offset);
          });
    }
  }

  private @Nullable Entry make(String name, long until) {
    int slot = free();
    if (slot < 0) {
      return null;
    }
    var entry = new Entry(name, slot + FIRST, until);
    byOffset.set(slot, entry);
    byName.put(name, entry);
    return entry;
  }

  private int free() {
    int capacity = byOffset.length();
    for (int i = 0; byName.size() < capacity && i < capacity; i++) {
      int slot = Math.floorMod(next++, capacity);
      if (byOffset.get(slot) == null) {
        return slot;
      }
    }
    long now = seconds.getAsLong();
    int looked = 0;
    for (var oldest = byName.values().iterator(); oldest.hasNext() && looked < CANDIDATES; ) {
      var entry = oldest.next();
      looked++;
      if (entry.until <= now) {
        oldest.remove();
        untried.remove(entry);
        return entry.offset - FIRST;
      }
    }
    return neverUsed(now);
  }

  /**
   * One that nobody went to in its time makes way before all others: names that a client only asks
   * for, as fast as it can, are not to use up the addresses of everybody for an hour.
   */
  private int neverUsed(long now) {
    for (var oldest = untried.iterator(); oldest.hasNext(); ) {
      var entry = oldest.next();
      if (!entry.used && entry.told > now) {
        return -1;
      }
      oldest.remove();
      if (!entry.used) {
        byName.remove(entry.name, entry);
        return entry.offset - FIRST;
      }
    }
    return -1;
  }

  /** The name behind an address; null if it has none. The pair stays for a while longer. */
  public @Nullable String nameOf(byte[] ip) {
    var range = ip.length == 4 ? spec.inet4() : spec.inet6();
    if (range == null || !range.contains(ip)) {
      return null;
    }
    int slot = range.offset(ip) - FIRST;
    var entry = slot < 0 || slot >= byOffset.length() ? null : byOffset.get(slot);
    if (entry == null) {
      return null;
    }
    entry.used = true;
    entry.until = Math.max(entry.until, seconds.getAsLong() + spec.recycleAfter().toSeconds());
    return entry.name;
  }

  /** The IPv4 address at an offset; null if the pool has none. */
  public @Nullable InetAddress inet4(int offset) {
    return spec.inet4() == null ? null : spec.inet4().at(offset);
  }

  /** The IPv6 address at an offset; null if the pool has none. */
  public @Nullable InetAddress inet6(int offset) {
    return spec.inet6() == null ? null : spec.inet6().at(offset);
  }

  private synchronized List<FakeIpJournal.Pair> pairs() {
    var pairs = new ArrayList<FakeIpJournal.Pair>(byName.size());
    byName.values().forEach(entry -> pairs.add(new FakeIpJournal.Pair(entry.offset, entry.name)));
    return pairs;
  }

  /** Names and offsets, longest unasked first; slow, for people. */
  public List<Held> held() {
    return pairs().stream().map(pair -> new Held(pair.name(), pair.offset())).toList();
  }

  /** A name and its offset. */
  public record Held(String name, int offset) {}

  /** How many names it holds. */
  public synchronized int size() {
    return byName.size();
  }

  /** How many names it can hold. */
  public int capacity() {
    return byOffset.length();
  }

  void close() {
    if (journal != null) {
      journal.close();
    }
  }
}
