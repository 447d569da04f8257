// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import java.util.concurrent.atomic.LongAdder;

/** What the pools of one outbound have counted, through all its configurations. Any thread. */
final class PoolFigures {

  /** Streams that live, of earlier configurations too. */
  final LongAdder inUse = new LongAdder();

  /** Requests that found a connection ready. */
  final LongAdder hits = new LongAdder();

  /** Requests that did not. */
  final LongAdder misses = new LongAdder();

  /** Ready connections that were thrown away: closed by the proxy, or too old. */
  final LongAdder discarded = new LongAdder();

  /** Attempts to make one ready that failed. */
  final LongAdder refillFailures = new LongAdder();
}
