// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of inbounds and of users; any thread. There are as many as configurations have rates,
 * and each belongs to all sessions of its owner on all loops.
 */
final class RateLimits {

  /** A rate is kept over this time: short enough to be even, long enough for full buffers. */
  private static final long BURST_NANOS = 100_000_000;

  private record Owner(String inbound, @Nullable String user, boolean up) {}

  private final Map<Owner, TokenBucket> buckets = new ConcurrentHashMap<>();
  private final Map<String, TokenBucket> arrivals = new ConcurrentHashMap<>();

  /** Whether an inbound may have one more session now. */
  boolean admits(String inbound, int maxConnectionRate) {
    var bucket = arrivals.get(inbound);
    if (bucket == null) {
      if (maxConnectionRate == 0) {
        return true;
      }
      bucket = arrivals.computeIfAbsent(inbound, _ -> bucket(maxConnectionRate, 1_000_000_000));
    }
    bucket.rate(maxConnectionRate);
    return bucket.tryTake(System.nanoTime());
  }

  /** Everything that slows one direction of a flow; empty if nothing does. Sets rates anew. */
  List<TokenBucket> of(Inbound inbound, Flow flow, boolean up) {
    var limits = inbound.policy().limits();
    var found = new ArrayList<TokenBucket>(2);
    add(
        found,
        new Owner(inbound.tag(), null, up),
        up ? limits.rateLimitUp() : limits.rateLimitDown());
    if (flow.origin().user() instanceof String user) {
      var own = inbound.limitsOf(user);
      add(found, new Owner(inbound.tag(), user, up), up ? own.rateLimitUp() : own.rateLimitDown());
    }
    return List.copyOf(found);
  }

  private void add(List<TokenBucket> found, Owner owner, long rate) {
    var bucket = buckets.get(owner);
    if (bucket == null && rate > 0) {
      bucket = buckets.computeIfAbsent(owner, _ -> bucket(rate, BURST_NANOS));
    }
    if (bucket != null) {
      bucket.rate(rate);
      if (rate > 0) {
        found.add(bucket);
      }
    }
  }

  private static TokenBucket bucket(long rate, long burstNanos) {
    return new TokenBucket(rate, burstNanos, System.nanoTime());
  }
}
