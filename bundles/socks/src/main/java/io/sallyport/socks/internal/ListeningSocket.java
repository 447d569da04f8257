// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Transport;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.Logger;

/**
 * A listening socket that comes when it can: a bind that fails is tried again, after one second at
 * first and thirty at last, until it works. When the place changes, the new socket opens before the
 * old one closes; where the two exclude each other the old one makes way. Any thread.
 */
final class ListeningSocket {

  private static final long FIRST_RETRY_MILLIS = 1000;
  private static final long LAST_RETRY_MILLIS = 30_000;

  /** NIO lets go of a port only when its selector next looks at what was closed. */
  private static final long CLOSING_MILLIS = 50;

  private final Transport transport;
  private final ChannelHandler child;
  private final Consumer<Channel> opened;
  private final Logger log;

  // Each attempt belongs to one call of listen or close; what comes of an earlier one is discarded.
  private int turn;
  private @Nullable ListeningPlace wanted;
  private String file = "";
  private @Nullable Channel open;
  private @Nullable ListeningPlace openAt;
  private @Nullable String problem;
  private long retryMillis;

  /**
   * @param opened told of each listening channel
   */
  ListeningSocket(Transport transport, ChannelHandler child, Consumer<Channel> opened, Logger log) {
    this.transport = transport;
    this.child = child;
    this.opened = opened;
    this.log = log;
  }

  /**
   * Listens here, from now on or as soon as possible; does nothing if it does so already.
   *
   * @param place null to listen nowhere
   * @param from name of the file that says so, for messages
   */
  synchronized void listen(@Nullable ListeningPlace place, String from) {
    file = from;
    if (place == null) {
      close();
    } else if (!place.equals(wanted)) {
      wanted = place;
      problem = null;
      retryMillis = FIRST_RETRY_MILLIS;
      attempt(++turn);
    }
  }

  /** Closes; clients that are connected stay so. */
  synchronized void close() {
    turn++;
    wanted = null;
    problem = null;
    if (open != null) {
      open.close();
      open = null;
    }
  }

  /** Why it does not listen where it should; null if it does, or has not been refused yet. */
  synchronized @Nullable String problem() {
    return problem;
  }

  /** Where it listens, or else where it wants to; null if nowhere. */
  synchronized @Nullable String where() {
    var place = open != null ? openAt : wanted;
    return place == null ? null : place.where();
  }

  private synchronized void attempt(int of) {
    if (of == turn && wanted != null) {
      var place = wanted;
      place
          .open(transport, child)
          .addListener((Future<Channel> bound) -> attempted(of, place, bound));
    }
  }

  private synchronized void attempted(int of, ListeningPlace place, Future<Channel> bound) {
    if (of != turn) {
      if (bound.isSuccess()) {
        bound.getNow().close();
      }
      return;
    }
    var old = open;
    if (bound.isSuccess()) {
      open = bound.getNow();
      openAt = place;
      problem = null;
      opened.accept(open);
      log.info("listening on {}", place.where());
      if (old != null) {
        old.close();
      }
    } else if (old != null && openAt != null && place.excludes(openAt)) {
      open = null;
      old.close().addListener(_ -> later(of, CLOSING_MILLIS));
    } else {
      refused(of, place.problem(bound.cause(), file));
    }
  }

  private void refused(int of, String why) {
    if (problem == null) {
      log.error("{}; trying again", why);
    }
    problem = why;
    later(of, retryMillis);
    retryMillis = Math.min(retryMillis * 2, LAST_RETRY_MILLIS);
  }

  private void later(int of, long millis) {
    transport.loop().schedule(() -> attempt(of), millis, TimeUnit.MILLISECONDS);
  }
}
