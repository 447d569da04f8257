// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import com.google.gson.Gson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Orders jobs from the load and keeps what they come to. */
final class Measuring {

  private final Gson gson = new Gson();
  private final Child load;
  private final List<Integer> targets;
  private final Map<Test, Map<String, List<Figure.Round>>> rounds = new LinkedHashMap<>();

  Measuring(Child load, List<Integer> targets, List<Test> tests) {
    this.load = load;
    this.targets = targets;
    tests.forEach(test -> rounds.put(test, new LinkedHashMap<>()));
  }

  /** Does a job through a relay. */
  Figure.Round once(RunningRelay relay, Job job) throws IOException {
    double before = relay.cpuSeconds();
    var outcome = gson.fromJson(load.ask(gson.toJson(relay.aim(job), Job.class)), Outcome.class);
    return new Figure.Round(outcome, relay.cpuSeconds() - before);
  }

  /** Measures a test, and keeps it under a name. */
  Outcome measure(RunningRelay relay, String name, Test test, double seconds) throws IOException {
    var round = once(relay, test.job(seconds, targets));
    rounds
        .computeIfAbsent(test, _ -> new LinkedHashMap<>())
        .computeIfAbsent(name, _ -> new ArrayList<>())
        .add(round);
    return round.outcome();
  }

  List<Integer> targets() {
    return targets;
  }

  /** What was kept, in the order of tests, and of first measurements. */
  List<Figure> figures(List<String> order) {
    var figures = new ArrayList<Figure>();
    rounds.forEach(
        (test, byRelay) ->
            order.forEach(
                name -> {
                  var measured = byRelay.get(name);
                  if (measured != null) {
                    figures.add(Figure.of(test, name, measured));
                  }
                }));
    return figures;
  }
}
