// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.path;

import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdir.Position;
import io.sallyport.torcore.netdir.Relay;
import io.sallyport.torcore.netdir.WeightedChoice;
import io.sallyport.torcore.netdoc.RelayFlag;
import io.sallyport.torcore.path.NoPathException.Missing;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Chooses paths through one snapshot of the network. Relays that are Fast, and Stable where that is
 * wanted, are preferred; where there are none, as in a small network, those wishes are given up,
 * and never the others.
 */
public final class PathSelector {

  private final NetDir network;
  private final PathRules rules;
  private final RandomGenerator random;

  /**
   * Of a network.
   *
   * @param random strong, as a path must not be foreseen
   */
  public PathSelector(NetDir network, PathRules rules, RandomGenerator random) {
    this.network = network;
    this.rules = rules;
    this.random = random;
  }

  /** A path of three hops. */
  public Path path(Target target, EntryChooser entry) throws NoPathException {
    return path(target, entry, relay -> false);
  }

  /**
   * A path of three hops.
   *
   * @param avoided which relays rather not to take behind the first: they have failed lately; where
   *     nothing else is left, one of them is better than no path
   */
  public Path path(Target target, EntryChooser entry, Predicate<Relay> avoided)
      throws NoPathException {
    boolean stable = rules.wantsStable(target);
    if (target instanceof Target.Through through) {
      var first = entry.choose(relay -> !conflict(relay, through.last()));
      var middle = middle(first, through.last(), avoided, stable);
      return new Path(List.of(first, middle, through.last()));
    }
    var fit = network.relays(relay -> serves(relay, target));
    if (fit.isEmpty()) {
      throw new NoPathException(Missing.EXIT, "no relay lets such streams out");
    }
    var first = entry.choose(relay -> true);
    var free = fit.stream().filter(relay -> !conflict(relay, first)).toList();
    if (free.isEmpty()) {
      return around(last(target, fit, avoided, stable), fit.size(), entry, avoided, stable);
    }
    var last = last(target, free, avoided, stable);
    return new Path(List.of(first, middle(first, last, avoided, stable), last));
  }

  /**
   * A path to one of few exits, all of which are too near to the guard that comes first: by another
   * guard (guard-spec §4.7).
   */
  private Path around(
      Relay last, int exits, EntryChooser entry, Predicate<Relay> avoided, boolean stable)
      throws NoPathException {
    Relay first;
    try {
      first = entry.choose(relay -> !conflict(relay, last));
    } catch (NoPathException e) {
      throw new NoPathException(
          Missing.EXIT,
          "each of "
              + exits
              + " relays that let such streams out is of the guards' family or subnet");
    }
    return new Path(List.of(first, middle(first, last, avoided, stable), last));
  }

  /** Whether two relays may not be in one path: the same, of one family, in one subnet. */
  public boolean conflict(Relay one, Relay other) {
    return one.equals(other)
        || rules.distinctSubnets() && one.sharesSubnetWith(other)
        || one.sharesFamilyWith(other, network.parameters());
  }

  /** Whether a relay can be the last hop of circuits for this. */
  public boolean serves(Relay relay, Target target) {
    return switch (target) {
      case Target.Exit exit -> relay.allows(exit.port(), exit.ipv6());
      case Target.AnyExit any -> relay.is(RelayFlag.EXIT) && relay.canExit();
      case Target.Internal internal -> !relay.is(RelayFlag.MIDDLE_ONLY);
      case Target.Through through -> relay.equals(through.last());
    };
  }

  /** One of those that serve; there is at least one. */
  private Relay last(Target target, List<Relay> free, Predicate<Relay> avoided, boolean stable)
      throws NoPathException {
    var position = target instanceof Target.Internal ? Position.MIDDLE : Position.EXIT;
    return choose(without(free, avoided), position, stable)
        .orElseThrow(() -> new NoPathException(Missing.EXIT, "no relay lets such streams out"));
  }

  private static List<Relay> without(List<Relay> free, Predicate<Relay> avoided) {
    var rest = free.stream().filter(avoided.negate()).toList();
    return rest.isEmpty() ? free : rest;
  }

  private Relay middle(Relay first, Relay last, Predicate<Relay> avoided, boolean stable)
      throws NoPathException {
    var free = network.relays(relay -> !conflict(relay, first) && !conflict(relay, last));
    return choose(without(free, avoided), Position.MIDDLE, stable)
        .orElseThrow(
            () ->
                new NoPathException(
                    Missing.MIDDLE,
                    "every relay is of the guard's or the exit's family or subnet"));
  }

  private Optional<Relay> choose(List<Relay> free, Position position, boolean stable) {
    var fast = free.stream().filter(relay -> relay.is(RelayFlag.FAST)).toList();
    var best = stable ? fast.stream().filter(relay -> relay.is(RelayFlag.STABLE)).toList() : fast;
    var from = !best.isEmpty() ? best : !fast.isEmpty() ? fast : free;
    return WeightedChoice.pick(from, relay -> network.weights().of(relay, position), random);
  }
}
