// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What a resolver has counted. */
public final class Counters {

  /** What is counted; the label is its lower case. */
  public enum Count {
    /** Messages that came, also bad ones. */
    QUERIES,
    /** Those that were no queries. */
    MALFORMED,
    /** Connections that were served. */
    TCP_CONNECTIONS,
    /** Answers that had to be cut. */
    TRUNCATED,
    /** Answered by a rule with a code. */
    REJECTED,
    /** Not answered, as a rule says. */
    DROPPED,
    /** Answered with a fake address. */
    FAKEIP,
    /** No fake address was left. */
    FAKEIP_EXHAUSTED,
    /** Answered from the cache. */
    CACHE_HITS,
    /** Answered from the cache although its time was over. */
    CACHE_STALE,
    /** Asked of a server. */
    ASKED,
    /** Waited for an answer that was under way. */
    COALESCED,
    /** Servers that gave no answer. */
    SERVER_FAILURES,
    /** Answers from servers that did not match what was asked, or were no messages. */
    SERVER_MISMATCHES,
    /** Clients that were told SERVFAIL. */
    SERVFAIL,
    /** Refused because too many wait. */
    OVERLOADED
  }

  private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);

  /** All zero. */
  public Counters() {
    for (var count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  /** One more. */
  public void add(Count count) {
    var adder = counts.get(count);
    if (adder != null) {
      adder.increment();
    }
  }

  /** As they stand, by label. */
  public Map<String, Long> snapshot() {
    var all = new TreeMap<String, Long>();
    counts.forEach((count, adder) -> all.put(count.name().toLowerCase(Locale.ROOT), adder.sum()));
    return all;
  }
}
