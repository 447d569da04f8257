// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.EventLoop;
import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.ComponentServiceObjects;
import org.osgi.service.log.Logger;

/**
 * What a group needs of the world.
 *
 * @param outbounds what is registered now, by tag
 * @param endSession ends the session of a flow by its id; whether there was one
 * @param loop where the group's probes run
 * @param nanos a clock that never goes back
 */
record Surroundings(
    Supplier<Map<String, Sessions.Registered>> outbounds,
    LongPredicate endSession,
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
    // A race asks twice for the same; the component loses it with its reference.
    var found = new AtomicReference<@Nullable Sessions>();
    Supplier<@Nullable Sessions> manager =
        () -> {
          var known = found.get();
          if (known == null) {
            known = sessions.getService();
            found.set(known);
          }
          return known;
        };
    return new Surroundings(
        () -> {
          var known = manager.get();
          return known == null ? Map.of() : known.outbounds();
        },
        flow -> {
          var known = manager.get();
          var session = known == null ? null : known.find(flow);
          if (session != null) {
            session.close();
          }
          return session != null;
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
