// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.sallyport.api.LatencyHistogram;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The clients of one listener that have not yet said what they want, oldest first; any thread. */
final class HalfOpen {

  private final LinkedHashMap<Channel, Optional<InetAddress>> clients = new LinkedHashMap<>();
  private final Map<InetAddress, Integer> bySource = new HashMap<>();
  private final LatencyHistogram times = new LatencyHistogram();
  private boolean closed;
  private long accepted;
  private long asked;
  private long refused;
  private long timedOut;
  private long evicted;
  private long crowded;

  /** Takes in a client; if that is one too many, the oldest has to go. */
  void enter(Channel client, int max) {
    Channel victim = enterAndChoose(client, max);
    if (victim != null) {
      victim.close();
    }
  }

  private synchronized @Nullable Channel enterAndChoose(Channel client, int max) {
    if (closed) {
      return client;
    }
    accepted++;
    Channel victim = null;
    if (clients.size() >= max) {
      victim = clients.firstEntry().getKey();
      leave(victim);
      evicted++;
    }
    clients.put(client, Optional.empty());
    return victim;
  }

  /**
   * Says where a client is, once that is known.
   *
   * @return whether there is room for one more from there
   */
  synchronized boolean isFrom(Channel client, InetAddress source, int maxPerSource) {
    if (!clients.containsKey(client)) {
      return true;
    }
    if (bySource.getOrDefault(source, 0) >= maxPerSource) {
      crowded++;
      return false;
    }
    bySource.merge(source, 1, Integer::sum);
    clients.put(client, Optional.of(source));
    return true;
  }

  /** The client is no longer half-way, for whatever reason. */
  synchronized void leave(Channel client) {
    var source = clients.remove(client);
    if (source != null && source.isPresent()) {
      bySource.computeIfPresent(source.get(), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  /** A client has said what it wants, so long after it came. */
  synchronized void countAsked(long nanos) {
    asked++;
    times.record(nanos);
  }

  /** How long clients took to say what they want. */
  LatencyHistogram.Snapshot times() {
    return times.snapshot();
  }

  synchronized void countRefused() {
    refused++;
  }

  synchronized void countTimedOut() {
    timedOut++;
  }

  /** Closes all, and whoever comes from now on. */
  void close() {
    closeAndTake().forEach(Channel::close);
  }

  private synchronized List<Channel> closeAndTake() {
    closed = true;
    var all = List.copyOf(clients.keySet());
    clients.clear();
    bySource.clear();
    return all;
  }

  /** Names as they appear in statistics. */
  synchronized Map<String, Long> counters() {
    var counters = new LinkedHashMap<String, Long>();
    counters.put("accepted", accepted);
    counters.put("half_open", (long) clients.size());
    counters.put("asked", asked);
    counters.put("handshake_refused", refused);
    counters.put("handshake_timeout", timedOut);
    counters.put("handshake_evicted", evicted);
    counters.put("handshake_crowded", crowded);
    return counters;
  }
}
