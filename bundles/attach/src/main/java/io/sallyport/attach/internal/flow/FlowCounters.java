// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.flow;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What was counted of one interface before sessions; any thread. */
public final class FlowCounters {

  /** TCP connections that were captured. */
  public final LongAdder streams = new LongAdder();

  /** Datagrams that were captured. */
  public final LongAdder datagrams = new LongAdder();

  /** Datagrams that nobody took: their session's queue, or a table, was full. */
  public final LongAdder dropped = new LongAdder();

  /** Datagrams that could not be handed to their client. */
  public final LongAdder undelivered = new LongAdder();

  /** TCP connections that were reset instead of served. */
  public final LongAdder resets = new LongAdder();

  /** Datagrams that were answered by ICMP. */
  public final LongAdder unreachables = new LongAdder();

  /** Connections on which DNS was answered. */
  public final LongAdder dnsStreams = new LongAdder();

  /** Datagrams of DNS that were answered. */
  public final LongAdder dnsDatagrams = new LongAdder();

  /** Client sockets that made way for others. */
  public final LongAdder evicted = new LongAdder();

  private final Map<Verdict, LongAdder> refused = new EnumMap<>(Verdict.class);

  /** All at zero. */
  public FlowCounters() {
    for (var verdict : Verdict.values()) {
      if (verdict.refuses()) {
        refused.put(verdict, new LongAdder());
      }
    }
  }

  /** One more that got no further. */
  public void refused(Verdict verdict) {
    var counter = refused.get(verdict);
    if (counter != null) {
      counter.increment();
    }
  }

  /** Names as they appear in statistics. */
  public void addTo(Map<String, Long> counters) {
    counters.put("streams", streams.sum());
    counters.put("datagrams", datagrams.sum());
    counters.put("dns_streams", dnsStreams.sum());
    counters.put("dns_datagrams", dnsDatagrams.sum());
    counters.put("resets", resets.sum());
    counters.put("port_unreachables", unreachables.sum());
    counters.put("datagrams_dropped", dropped.sum());
    counters.put("datagrams_undelivered", undelivered.sum());
    counters.put("udp_clients_evicted", evicted.sum());
    refused.forEach((verdict, count) -> counters.put(verdict.counter(), count.sum()));
  }
}
