// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.entry;

import io.netty.channel.Channel;
import io.sallyport.api.Origin;
import io.sallyport.attach.internal.flow.FlowCounters;
import io.sallyport.dns.DnsResolver;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The TCP connections of one interface on which DNS is answered: bounded, and ended with it. */
public final class DnsStreams {

  private static final int MAX = 1024;
  private static final int MAX_PER_SOURCE = 64;

  private final FlowCounters counters;
  private final Set<Channel> live = ConcurrentHashMap.newKeySet();
  private final Map<InetAddress, Integer> bySource = new HashMap<>();

  public DnsStreams(FlowCounters counters) {
    this.counters = counters;
  }

  /** Hands a client over to the resolver; false if there are too many. */
  boolean serve(DnsResolver resolver, Channel client, Origin origin) {
    var source = origin.source().getAddress();
    if (!enter(source)) {
      return false;
    }
    counters.dnsStreams.increment();
    live.add(client);
    client
        .closeFuture()
        .addListener(
            _ -> {
              live.remove(client);
              leave(source);
            });
    resolver.serve(client, origin);
    return true;
  }

  private synchronized boolean enter(InetAddress source) {
    int ofSource = bySource.getOrDefault(source, 0);
    if (live.size() >= MAX || ofSource >= MAX_PER_SOURCE) {
      return false;
    }
    bySource.put(source, ofSource + 1);
    return true;
  }

  private synchronized void leave(InetAddress source) {
    bySource.computeIfPresent(source, (_, n) -> n == 1 ? null : n - 1);
  }

  /** Ends all; any thread. */
  public void close() {
    live.forEach(Channel::close);
  }
}
