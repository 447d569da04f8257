// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import io.sallyport.api.KeepAlive;
import io.sallyport.api.Network;
import io.sallyport.api.Policy;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What time does to a session that is being relayed; used on its loop. */
final class Ageing {

  /** Most sessions are over before keep-alive could find anything, and need not ask for it. */
  private static final long KEEP_ALIVE_AFTER = TimeUnit.SECONDS.toNanos(30);

  private final long begun = System.nanoTime();
  private Duration idleTimeout;
  private long drainUntil;
  private String drainsFor = "";
  private boolean keptAlive;

  Ageing(Policy.Limits limits, Network network) {
    this.idleTimeout = network == Network.TCP ? limits.idleTimeout() : limits.udpTimeout();
  }

  /** Nanoseconds since the beginning. */
  long age() {
    return System.nanoTime() - begun;
  }

  void idleTimeout(Duration timeout) {
    idleTimeout = timeout;
  }

  /**
   * @param provider of the outbound that is gone
   */
  void drain(Duration timeout, String provider) {
    drainUntil = System.nanoTime() + timeout.toNanos();
    drainsFor = provider;
  }

  /** Whether what a provider has brought back is what was gone; another version of it is not. */
  boolean drainsFor(String provider) {
    return provider.equals(drainsFor);
  }

  boolean drained(long now) {
    return now - drainUntil >= 0;
  }

  /** Whether nothing has been carried for longer than it may be. */
  boolean silent(long now, Traffic traffic) {
    return !idleTimeout.isZero() && now - traffic.last() > idleTimeout.toNanos();
  }

  boolean outlived(long now, Policy policy) {
    var lifetime = policy.limits().maxLifetime();
    return !lifetime.isZero() && now - begun > lifetime.toNanos();
  }

  void keepAlive(long now, Channel client, Channel far) {
    if (!keptAlive && now - begun > KEEP_ALIVE_AFTER) {
      keptAlive = true;
      KeepAlive.on(client);
      KeepAlive.on(far);
    }
  }
}
