// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.link.ClockSkew;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.netdoc.Lifetime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Why it does not go on, as far as failures tell. Any thread. */
final class Diagnosis {

  private static final int MANY = 3;

  /** As C tor has it: what is less does no harm. */
  private static final Duration TOLERATED = Duration.ofHours(1);

  private final Set<RelayEndpoint> withoutRoute = new HashSet<>();
  private final Set<RelayEndpoint> unreached = new HashSet<>();
  private final Set<RelayEndpoint> liars = new HashSet<>();
  private @Nullable String clock;
  private @Nullable String last;
  private boolean timely;
  private final Supplier<@Nullable ClockSkew> skew;

  /**
   * Begins without failures.
   *
   * @param skew what relays tell of our clock
   */
  Diagnosis(Supplier<@Nullable ClockSkew> skew) {
    this.skew = skew;
  }

  /** A server has failed. */
  synchronized void failed(RelayEndpoint server, DirectoryException how) {
    last = how.getMessage();
    switch (how.kind()) {
      case NO_ROUTE -> withoutRoute.add(server);
      case UNREACHABLE -> unreached.add(server);
      case CLOCK -> clock = how.getMessage();
      case BAD_DOCUMENT -> liars.add(server);
      case NOT_FOUND, BUSY, NOT_MODIFIED, STALE -> {
        // It was reached.
        withoutRoute.clear();
        unreached.clear();
      }
    }
  }

  /** Something came: what lies before it is no longer the trouble. */
  synchronized void succeeded() {
    withoutRoute.clear();
    unreached.clear();
    liars.clear();
    last = null;
  }

  /** A consensus that is verified and yet not for now: one of the clocks is wrong. */
  synchronized void untimely(Lifetime lifetime, Instant now) {
    timely = false;
    boolean behind = now.isBefore(lifetime.validAfter());
    var off =
        behind
            ? Duration.between(now, lifetime.validAfter())
            : Duration.between(lifetime.validUntil(), now);
    clock =
        "the clock of this machine seems to be %s by %d hours or more: it says %s, and the newest consensus is for %s to %s"
            .formatted(
                behind ? "behind" : "ahead",
                off.toHours(),
                now.truncatedTo(java.time.temporal.ChronoUnit.SECONDS),
                lifetime.validAfter(),
                lifetime.validUntil());
  }

  /** A consensus for now has come. */
  synchronized void timely() {
    clock = null;
    timely = true;
  }

  /** What relays tell of our clock, if it is bad; a consensus for now proves them wrong. */
  private @Nullable String told() {
    var estimate = timely ? null : skew.get();
    if (estimate == null || estimate.ahead().abs().compareTo(TOLERATED) < 0) {
      return null;
    }
    var off = estimate.ahead().abs();
    return "the clock of this machine seems to be %s by %d hours and %d minutes, as %s"
        .formatted(
            estimate.ahead().isNegative() ? "behind" : "ahead",
            off.toHours(),
            off.toMinutesPart(),
            estimate.relays() == 1 ? "one relay tells" : estimate.relays() + " relays tell");
  }

  /** What stands in the way, for people; null if nothing is known to. */
  synchronized @Nullable String problem() {
    if (clock != null) {
      return clock;
    }
    var told = told();
    if (told != null) {
      return told;
    }
    if (!withoutRoute.isEmpty() && unreached.isEmpty()) {
      return "this machine has no route to the network: look at its connection";
    }
    if (unreached.size() >= MANY) {
      return "none of "
          + unreached.size()
          + " directory servers can be reached: the network may be down or block Tor"
          + (last == null ? "" : " (" + last + ")");
    }
    if (!liars.isEmpty() && liars.size() >= MANY) {
      return liars.size() + " directory servers sent documents that do not verify: " + last;
    }
    return last;
  }
}
