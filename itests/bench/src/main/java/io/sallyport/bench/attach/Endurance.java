// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import io.sallyport.bench.Parent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the product holds after many sessions, and after the interface was attached many times.
 *
 * @param what that was done over and over
 * @param problems beside growth: what failed, or was left behind
 */
record Endurance(String way, String what, List<Weight> weights, List<String> problems) {

  private static final int STEPS = 10;
  private static final int PARALLEL = 50;
  private static final double STEP_SECONDS = 600;
  private static final int CALLS_PER_CYCLE = 50;

  /** So many sessions. */
  static Endurance sessions(Rounds rounds, Rig rig, Gateway product, long count, String java)
      throws IOException {
    var weights = new ArrayList<Weight>();
    var problems = new ArrayList<String>();
    var before = product.carried();
    for (int i = 1; i <= STEPS; i++) {
      long upTo = count * i / STEPS;
      var done = call(rounds, rig, count / STEPS);
      if (!done.failures().isEmpty()) {
        problems.add("up to session %,d: %s".formatted(upTo, done.failures()));
      }
      weights.add(Weight.of(product, "%,d sessions".formatted(upTo), java));
      Parent.tell("  " + weights.getLast());
    }
    long carried = product.carried().minus(before).sessions();
    if (carried < count / STEPS * STEPS) {
      problems.add("of %,d connections the product has seen %,d".formatted(count, carried));
    }
    return new Endurance(rig.way().name(), "sessions", weights, problems);
  }

  /** So many times attached, used and detached; it ends attached. */
  static Endurance cycles(Rounds rounds, Rig rig, Gateway product, int count, String java)
      throws IOException {
    var weights = new ArrayList<Weight>();
    var problems = new ArrayList<String>();
    int step = Math.max(1, count / STEPS);
    for (int i = 1; i <= count; i++) {
      product.detach();
      if (i == 1 || i == count) {
        leftBehind(rig, problems);
      }
      product.attach();
      var before = product.carried();
      var done = call(rounds, rig, CALLS_PER_CYCLE);
      if (!done.failures().isEmpty()) {
        problems.add("cycle " + i + ": " + done.failures());
      }
      long seen = product.carried().minus(before).sessions();
      if (seen < CALLS_PER_CYCLE) {
        problems.add("cycle %d: of %d connections %d".formatted(i, CALLS_PER_CYCLE, seen));
      }
      if (i % step == 0) {
        weights.add(Weight.of(product, i + " cycles", java));
        Parent.tell("  " + weights.getLast());
      }
    }
    return new Endurance(rig.way().name(), "cycles", weights, problems);
  }

  private static Caller.Done call(Rounds rounds, Rig rig, long count) throws IOException {
    return rounds.call(
        rig, new Caller.Order(Caller.Kind.CONNECTIONS, Rig.SERVER, PARALLEL, STEP_SECONDS, count));
  }

  /** Rules and routes that a detached interface has no use for. */
  private static void leftBehind(Rig rig, List<String> problems) throws IOException {
    var tables = rig.gateway.run("nft", "list", "tables").strip();
    if (!tables.isEmpty()) {
      problems.add("detached, but there is " + tables);
    }
    for (var family : List.of("-4", "-6")) {
      long rules = rig.gateway.run("ip", family, "rule").lines().count();
      long own = family.equals("-4") ? 3 : 2;
      if (rules > own) {
        problems.add("detached, but there are %d rules of routing (%s)".formatted(rules, family));
      }
    }
  }

  String growth() {
    return Weight.growth(weights);
  }
}
