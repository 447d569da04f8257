// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.EventLoop;
import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.log.Logger;

/**
 * What a group needs of the world.
 *
 * @param outbounds what is registered now, by tag
 * @param loop where the group's probes run
 * @param nanos a clock that never goes back
 */
record Surroundings(
    Supplier<Map<String, Sessions.Registered>> outbounds,
    EventLoop loop,
    LongSupplier nanos,
    RandomGenerator random,
    SelectionStore selections,
    Logger log) {

  /**
   * The real one. The session manager is asked for at the first dial only: it binds all outbounds,
   * groups among them, when it comes to life, and must not be needed for that.
   */
  static Surroundings of(
      ComponentServiceObjects<Sessions> sessions,
      Transport transport,
      SelectionStore selections,
      Logger log) {
    return new Surroundings(
        new Supplier<>() {
          private volatile Sessions found;

          @Override
          public Map<String, Sessions.Registered> get() {
            var known = found;
            if (known == null) {
              // Whom the component loses with its reference; a race asks twice for the same.
              known = sessions.getService();
              found = known;
            }
            return known == null ? Map.of() : known.outbounds();
          }
        },
        transport.loop(),
        System::nanoTime,
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
          }
        },
        selections,
        log);
  }
}
