// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.Availability;
import io.sallyport.api.Transport;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the configurations of one outbound have in common through its life, and which of them is in
 * force. Any thread.
 *
 * @param <S> what it is configured with
 */
final class UpstreamFace<S extends ProxyServer> {

  private final UpstreamDialer dialer;
  private final Transport transport;
  private final PoolFigures figures = new PoolFigures();
  private volatile InForce<S> now;

  /** A configuration, and the same at work. */
  record InForce<S extends ProxyServer>(S server, Upstream upstream, Health health) {}

  UpstreamFace(Transport transport, Detours detours, S first) {
    this.transport = transport;
    this.dialer = new UpstreamDialer(transport, detours);
    this.now = begin(first);
  }

  private InForce<S> begin(S server) {
    var health = new Health(System::nanoTime);
    var upstream = new Upstream(server, dialer, health, figures, transport);
    upstream.start();
    return new InForce<>(server, upstream, health);
  }

  InForce<S> now() {
    return now;
  }

  /**
   * Puts another configuration in force. What the last one had ready was made with its credentials
   * and is closed; flows that are connecting keep the configuration that they began with.
   */
  void change(S next) {
    var last = now;
    now = begin(next);
    last.upstream().close();
  }

  void close() {
    now.upstream().close();
  }

  Availability availability() {
    return now.health().availability();
  }

  /** Figures of the pool; none without one. */
  Map<String, Long> counters() {
    var current = now;
    if (!current.server().pool().configured()) {
      return Map.of();
    }
    var counters = new LinkedHashMap<String, Long>();
    counters.put("pool_idle", (long) current.upstream().pool().idle());
    counters.put("pool_in_use", figures.inUse.sum());
    counters.put("pool_total", (long) current.upstream().pool().total());
    counters.put("pool_hits", figures.hits.sum());
    counters.put("pool_misses", figures.misses.sum());
    counters.put("pool_discarded", figures.discarded.sum());
    counters.put("pool_refill_failures", figures.refillFailures.sum());
    return counters;
  }
}
