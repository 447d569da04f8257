// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.Origin;
import io.sallyport.api.Policy;
import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How many sessions there are, in all, by inbound and by source; any thread. */
final class Admission {

  private record User(String inbound, String name) {}

  private record Source(String inbound, InetAddress address) {}

  private final AtomicInteger all = new AtomicInteger();
  private final Map<String, AtomicInteger> byInbound = new ConcurrentHashMap<>();
  private final Map<User, Integer> byUser = new ConcurrentHashMap<>();
  private final Map<Source, Integer> bySource = new ConcurrentHashMap<>();

  /** Counts one more session, or says which limit forbids it. */
  @Nullable String enter(
      Origin origin, Policy.Limits limits, Policy.UserLimits ofUser, int maxSessions) {
    if (all.incrementAndGet() > maxSessions) {
      all.decrementAndGet();
      return "max_sessions (" + maxSessions + ") is reached";
    }
    var inbound = byInbound.computeIfAbsent(origin.inbound(), _ -> new AtomicInteger());
    int max = limits.maxConnections();
    if (inbound.incrementAndGet() > max && max > 0) {
      inbound.decrementAndGet();
      all.decrementAndGet();
      return "max_connections (" + max + ") of " + origin.inbound() + " is reached";
    }
    var user = user(origin);
    int perUser = ofUser.maxConnections();
    int ofThisUser = user == null ? 0 : byUser.merge(user, 1, Integer::sum);
    int maxPerSource = limits.maxConnectionsPerSource();
    var source = source(origin);
    int ofThisSource = source == null ? 0 : bySource.merge(source, 1, Integer::sum);
    if (ofThisUser > perUser && perUser > 0) {
      leave(origin);
      return "max_connections (" + perUser + ") of a user is reached";
    }
    if (ofThisSource > maxPerSource && maxPerSource > 0) {
      leave(origin);
      return "max_connections_per_source (" + maxPerSource + ") is reached";
    }
    return null;
  }

  /** Counts one session less. */
  void leave(Origin origin) {
    all.decrementAndGet();
    var inbound = byInbound.get(origin.inbound());
    if (inbound != null) {
      inbound.decrementAndGet();
    }
    var user = user(origin);
    if (user != null) {
      byUser.computeIfPresent(user, (_, count) -> count == 1 ? null : count - 1);
    }
    var source = source(origin);
    if (source != null) {
      bySource.computeIfPresent(source, (_, count) -> count == 1 ? null : count - 1);
    }
  }

  int size() {
    return all.get();
  }

  private static @Nullable User user(Origin origin) {
    return origin.user() instanceof String name ? new User(origin.inbound(), name) : null;
  }

  private static @Nullable Source source(Origin origin) {
    var address = origin.source().getAddress();
    return address == null ? null : new Source(origin.inbound(), address);
  }
}
