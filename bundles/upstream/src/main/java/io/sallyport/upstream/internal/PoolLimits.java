// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How many connections an outbound keeps ready; immutable.
 *
 * @param configured whether the outbound has a pool at all
 * @param minIdle kept ready always
 * @param maxIdle the most kept ready while sessions need more than {@code minIdle}
 * @param maxTotal the most connections to the proxy, in use or not; 0 for any number
 * @param maxIdleTime after which an unused connection is replaced; below the server's own limit
 */
record PoolLimits(
    boolean configured, int minIdle, int maxIdle, int maxTotal, Duration maxIdleTime) {

  /** No pool. */
  static final PoolLimits NONE = new PoolLimits(false, 0, 0, 0, Duration.ofSeconds(50));

  /** The key in files. */
  static final Key<String> POOL =
      Key.json(
          "pool",
          "object",
          "connections to the proxy that are made ahead (TCP, TLS, SOCKS5 greeting and"
              + " authentication; each serves one session, as SOCKS has it): min_idle (0) kept"
              + " ready, max_idle (8) while sessions need more, max_total (0: any number) of all"
              + " connections, max_idle_time (50s) after which one unused is replaced");

  private static final Key<Integer> MIN_IDLE =
      Key.integer("min_idle", "connections kept ready", 0, 4096).or("0");
  private static final Key<Integer> MAX_IDLE =
      Key.integer("max_idle", "connections kept ready under load", 0, 4096);
  private static final Key<Integer> MAX_TOTAL =
      Key.integer("max_total", "all connections", 0, 1_000_000).or("0");
  private static final Key<Duration> MAX_IDLE_TIME =
      Key.duration("max_idle_time", "age at which an unused connection is replaced").or("50s");
  private static final List<Key<?>> KEYS = List.of(MIN_IDLE, MAX_IDLE, MAX_TOTAL, MAX_IDLE_TIME);

  private static final int USUAL_MAX_IDLE = 8;

  static PoolLimits of(Settings outer) throws ConfigException {
    var json = outer.find(POOL);
    if (json == null) {
      return NONE;
    }
    var settings = NestedKeys.read(POOL, json, KEYS);
    int min = settings.get(MIN_IDLE);
    int max = settings.find(MAX_IDLE) instanceof Integer set ? set : Math.max(min, USUAL_MAX_IDLE);
    int total = settings.get(MAX_TOTAL);
    if (max < min) {
      throw new ConfigException("pool.max_idle", max + " is below min_idle, " + min);
    }
    if (total > 0 && total < min) {
      throw new ConfigException("pool.max_total", total + " is below min_idle, " + min);
    }
    var time = settings.get(MAX_IDLE_TIME);
    if (time.toMillis() < 100) {
      throw new ConfigException("pool.max_idle_time", "is at least 100ms");
    }
    return new PoolLimits(true, min, max, total, time);
  }
}
