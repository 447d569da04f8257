// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.guard;

import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdir.Position;
import io.sallyport.torcore.netdir.Relay;
import io.sallyport.torcore.netdir.WeightedChoice;
import io.sallyport.torcore.netdoc.NetworkParameters;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.random.RandomGenerator;

/** Lets guards into the persistent sample and out of it (guard-spec §4.2, §4.3). */
final class GuardSample {

  private final RandomGenerator random;

  GuardSample(RandomGenerator random) {
    this.random = random;
  }

  /** The sample as a new snapshot of the network makes it. */
  List<GuardRecord> update(List<GuardRecord> before, NetDir network, Instant now) {
    var candidates = candidates(network);
    var listed = new HashSet<RsaIdentity>();
    candidates.forEach(relay -> listed.add(relay.rsa()));
    var guards = new ArrayList<GuardRecord>();
    for (var guard : before) {
      var seen = seen(guard, listed.contains(guard.identity()), network.parameters(), now);
      if (!isOver(seen, network.parameters(), now)) {
        guards.add(seen);
      }
    }
    fill(guards, candidates, network, now);
    return guards;
  }

  /** Who can be sampled: guards that serve the directory (guard-spec §4.1). */
  private static List<Relay> candidates(NetDir network) {
    var guards = network.relays(relay -> relay.canGuard() && relay.canServeDirectory());
    // A network may have no guards at all, as for testing.
    return guards.isEmpty() ? network.relays(Relay::canServeDirectory) : guards;
  }

  private GuardRecord seen(
      GuardRecord guard, boolean listed, NetworkParameters parameters, Instant now) {
    if (listed) {
      return guard.unlisted() == 0 ? guard : guard.unlistedSince(0);
    }
    int days = parameters.get("guard-remove-unlisted-guards-after-days");
    return guard.unlisted() != 0 ? guard : guard.unlistedSince(blurred(now, days / 5));
  }

  private static boolean isOver(GuardRecord guard, NetworkParameters parameters, Instant now) {
    return guard.unlisted() > 0
            && since(guard.unlisted(), now)
                    .compareTo(days(parameters, "guard-remove-unlisted-guards-after-days"))
                > 0
        || !guard.isConfirmed()
            && since(guard.added(), now).compareTo(days(parameters, "guard-lifetime-days")) > 0
        || guard.isConfirmed()
            && since(guard.added(), now).compareTo(days(parameters, "guard-lifetime-days")) > 0
            && since(guard.confirmed(), now)
                    .compareTo(days(parameters, "guard-confirmed-min-lifetime-days"))
                > 0;
  }

  private void fill(List<GuardRecord> guards, List<Relay> candidates, NetDir network, Instant now) {
    var parameters = network.parameters();
    int enough = parameters.get("guard-min-filtered-sample-size");
    int part = parameters.get("guard-max-sample-threshold-percent");
    int most =
        Math.min(
            parameters.get("guard-max-sample-size"),
            Math.max(enough, candidates.size() * part / 100));
    var known = new HashSet<RsaIdentity>();
    guards.forEach(guard -> known.add(guard.identity()));
    long usable = guards.stream().filter(guard -> guard.unlisted() == 0).count();
    var free = new ArrayList<>(candidates);
    free.removeIf(relay -> known.contains(relay.rsa()));
    while (usable < enough && guards.size() < most && !free.isEmpty()) {
      var chosen =
          WeightedChoice.pick(free, relay -> network.weights().of(relay, Position.GUARD), random)
              .orElseThrow();
      free.remove(chosen);
      guards.add(record(chosen, parameters, now));
      usable++;
    }
  }

  private GuardRecord record(Relay relay, NetworkParameters parameters, Instant now) {
    return new GuardRecord(
        relay.rsa().toString(),
        relay.ed25519().toString(),
        relay.status().nickname(),
        blurred(now, parameters.get("guard-lifetime-days") / 10),
        0,
        0);
  }

  /**
   * Some random time up to so many days before, so that a file does not tell when what happened.
   */
  long blurred(Instant now, int days) {
    return now.getEpochSecond() - random.nextLong(Math.max(1, days * 86_400L));
  }

  private static Duration since(long then, Instant now) {
    return Duration.ofSeconds(now.getEpochSecond() - then);
  }

  private static Duration days(NetworkParameters parameters, String name) {
    return Duration.ofDays(parameters.get(name));
  }
}
