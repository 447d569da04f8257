// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The clients of one listener that have not yet said what they want, oldest first; any thread. */
final class HalfOpen {

  private final LinkedHashSet<Channel> clients = new LinkedHashSet<>();
  private boolean closed;
  private long accepted;
  private long asked;
  private long refused;
  private long timedOut;
  private long evicted;

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
      victim = clients.removeFirst();
      evicted++;
    }
    clients.add(client);
    return victim;
  }

  /** The client is no longer half-way, for whatever reason. */
  synchronized void leave(Channel client) {
    clients.remove(client);
  }

  synchronized void countAsked() {
    asked++;
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
    var all = List.copyOf(clients);
    clients.clear();
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
    return counters;
  }
}
