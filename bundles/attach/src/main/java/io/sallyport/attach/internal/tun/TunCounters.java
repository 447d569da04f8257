// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What a device has counted; any thread. */
final class TunCounters {

  /** Packets that were read. */
  final LongAdder packets = new LongAdder();

  /** Bytes that were read. */
  final LongAdder bytes = new LongAdder();

  /** Packets that are no IP, TCP or UDP as they should be. */
  final LongAdder malformed = new LongAdder();

  /** TCP packets of no connection that we know, answered by a reset. */
  final LongAdder stray = new LongAdder();

  /** Connections that found no room. */
  final LongAdder full = new LongAdder();

  /** Packets of other protocols, answered by an error. */
  final LongAdder refused = new LongAdder();

  /** Echo requests that were answered. */
  final LongAdder echoes = new LongAdder();

  /** Packets that the kernel would not take. */
  final LongAdder unwritten = new LongAdder();

  /** Datagrams that found their loop's inbox full. */
  final LongAdder overflow = new LongAdder();

  void addTo(Map<String, Long> counters) {
    counters.put("tun_packets", packets.sum());
    counters.put("tun_bytes", bytes.sum());
    counters.put("tun_malformed", malformed.sum());
    counters.put("tun_stray", stray.sum());
    counters.put("tun_full", full.sum());
    counters.put("tun_refused", refused.sum());
    counters.put("tun_echoes", echoes.sum());
    counters.put("tun_unwritten", unwritten.sum());
    counters.put("tun_overflow", overflow.sum());
  }
}
