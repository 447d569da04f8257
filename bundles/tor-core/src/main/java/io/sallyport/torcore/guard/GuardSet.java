// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.guard;

import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdir.Relay;
import io.sallyport.torcore.path.NoPathException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The guards of one client. Give it each new snapshot of the network with {@link #update}, ask it
 * for the first hop of each path with {@link #choose}, tell it how that went, and write {@link
 * #state} to disk when it {@linkplain #isChanged has changed}. Any thread.
 */
public final class GuardSet {

  private final GuardSample sample;
  private final InstantSource clock;
  private final Map<RsaIdentity, Reachability> reachability = new HashMap<>();
  private List<GuardRecord> guards;
  private @Nullable NetDir network;
  private @Nullable Instant lastSuccess;
  private boolean changed;

  /**
   * As it was kept.
   *
   * @param random strong
   */
  public GuardSet(GuardState kept, InstantSource clock, RandomGenerator random) {
    this.guards = List.copyOf(kept.guards());
    this.clock = clock;
    this.sample = new GuardSample(random);
  }

  /** Takes a new snapshot of the network. */
  public synchronized void update(NetDir snapshot) {
    network = snapshot;
    replace(sample.update(guards, snapshot, clock.instant()));
  }

  /**
   * The guard to use for a path: the first of the primary ones that can be tried, else the first of
   * the others. When each has failed lately, all are tried anew: it was more likely our own
   * network.
   *
   * @param allowed which relays the rest of the path leaves free
   */
  public synchronized Relay choose(Predicate<Relay> allowed) throws NoPathException {
    var usable = usable();
    var free = usable.stream().filter(allowed).toList();
    if (free.isEmpty()) {
      throw new NoPathException(
          NoPathException.Missing.GUARD,
          usable.isEmpty()
              ? "there is no guard: the directory is empty or not there yet"
              : "each of " + usable.size() + " guards is of the family or subnet of the last hop");
    }
    int primary = primaries();
    Instant now = clock.instant();
    for (var relay : free) {
      if (reach(relay.rsa()).isDue(now, usable.indexOf(relay) < primary)) {
        return relay;
      }
    }
    free.forEach(relay -> reach(relay.rsa()).retry());
    return free.getFirst();
  }

  /** A circuit, or a link, to this relay stands. */
  public synchronized void succeeded(RsaIdentity identity) {
    Instant now = clock.instant();
    reach(identity).succeeded();
    boolean wasAway = lastSuccess != null && lastSuccess.plusSeconds(away()).isBefore(now);
    lastSuccess = now;
    if (wasAway) {
      // The network was down, and better guards failed for no fault of theirs (guard-spec §4.6.3).
      usable().stream().limit(primaries()).forEach(relay -> reach(relay.rsa()).retry());
    }
    var all = new ArrayList<>(guards);
    for (int i = 0; i < all.size(); i++) {
      if (all.get(i).identity().equals(identity) && !all.get(i).isConfirmed()) {
        var confirmed = all.remove(i).confirmedAt(sample.blurred(now, confirmedDays()));
        int place = (int) all.stream().filter(GuardRecord::isConfirmed).count();
        all.add(place, confirmed);
        break;
      }
    }
    replace(all);
  }

  /** This relay could not be reached, or does not build circuits. */
  public synchronized void failed(RsaIdentity identity) {
    reach(identity).failed(clock.instant());
  }

  /** All guards, best first. */
  public synchronized List<Status> guards() {
    var usable = usable().stream().map(Relay::rsa).toList();
    int primary = primaries();
    var all = new ArrayList<Status>();
    for (var guard : guards) {
      int place = usable.indexOf(guard.identity());
      all.add(
          new Status(
              guard,
              place >= 0,
              place >= 0 && place < primary,
              reach(guard.identity()).isFailing()));
    }
    return all;
  }

  /**
   * How a guard stands.
   *
   * @param listed whether the network has it now
   * @param primary whether it is one of the few that are tried first
   * @param failing whether the last attempt to reach it failed
   */
  public record Status(GuardRecord guard, boolean listed, boolean primary, boolean failing) {}

  /** What to keep on disk. */
  public synchronized GuardState state() {
    changed = false;
    return new GuardState(GuardState.VERSION, guards);
  }

  /** Whether it differs from the {@link #state} that was asked for last. */
  public synchronized boolean isChanged() {
    return changed;
  }

  /** Guards that the network has now, best first. */
  private List<Relay> usable() {
    var snapshot = network;
    if (snapshot == null) {
      return List.of();
    }
    return guards.stream()
        .sorted(Comparator.comparing(guard -> !guard.isConfirmed()))
        .map(guard -> snapshot.find(guard.identity()))
        .flatMap(Optional::stream)
        .toList();
  }

  private void replace(List<GuardRecord> now) {
    if (!now.equals(guards)) {
      guards = List.copyOf(now);
      changed = true;
    }
  }

  private Reachability reach(RsaIdentity identity) {
    return reachability.computeIfAbsent(identity, _ -> new Reachability());
  }

  private int primaries() {
    return network == null ? 0 : network.parameters().get("guard-n-primary-guards");
  }

  private long away() {
    return network == null ? 600 : network.parameters().get("guard-internet-likely-down-interval");
  }

  private int confirmedDays() {
    return network == null ? 12 : network.parameters().get("guard-lifetime-days") / 10;
  }
}
