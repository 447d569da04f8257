// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import io.sallyport.bench.attach.AttachBench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The coordinator: starts target, load and relays, measures in interleaved rounds, and reports.
 * Exit status 0 if the {@link Verdict} is empty, 1 if it is not, 2 if it could not measure.
 */
public final class Bench {

  /** What {@code bench.only} says for interfaces, which are measured apart. */
  private static final String ATTACH = "attach";

  private static final int TARGET_PORTS = 4;

  /** How long each test runs without a relay before anything counts: the load is a JVM too. */
  private static final double TOOL_WARM_SECONDS = 0.7;

  private static final double COLD_SECONDS = 1;

  /** And how long each test then runs unseen: the optimising compiler needs the CPU meanwhile. */
  private static final double WARM_SECONDS = 6;

  private final BenchOptions options;
  private final Path directory;
  private final Ports ports = new Ports();
  private final List<Integer> targets = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<RunningRelay> running = new ArrayList<>();

  private Bench(BenchOptions options, Path directory) {
    this.options = options;
    this.directory = directory;
  }

  /** Options are system properties; see the README here. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    int status = 2;
    try {
      if (ATTACH.equals(System.getProperty("bench.only"))) {
        System.exit(AttachBench.run(System.getProperties()));
      }
      var options = BenchOptions.of(System.getProperties());
      Files.createDirectories(options.out());
      var directory = Files.createTempDirectory(options.out().toAbsolutePath(), "bench-");
      var results = new Bench(options, directory).run();
      var report = new Report(results);
      report.write(options.out());
      Parent.tell("\n" + report.text());
      Parent.tell("Results: " + options.out().resolve("bench.md") + ", bench.json");
      status = results.verdict().isEmpty() ? 0 : 1;
    } catch (IllegalArgumentException | IOException e) {
      Parent.tell("bench: " + e.getMessage());
    }
    System.exit(status);
  }

  private Results run() throws IOException {
    for (int i = 0; i < TARGET_PORTS; i++) {
      targets.add(ports.take());
    }
    // Whatever ends this process, the relays end with it; target and load see their input end.
    Runtime.getRuntime().addShutdownHook(new Thread(() -> running.forEach(RunningRelay::close)));
    try (var _ =
            Child.start(
                Target.class,
                directory.resolve("target.log"),
                targets.stream().map(String::valueOf).toList());
        var load = Child.start(Load.class, directory.resolve("load.log"), List.of())) {
      var tests = Test.TIMED.stream().filter(options::wants).toList();
      var measuring = new Measuring(load, targets, tests);
      var relays = relays();
      if (!tests.isEmpty()) {
        rounds(measuring, tests, relays);
      }
      var memory = options.wants(Test.IDLE) ? idle(measuring, relays) : List.<Memory>of();
      return results(measuring, memory, relays);
    }
  }

  private List<Relay> relays() {
    var all =
        Stream.concat(
                Stream.of("").map(this::ours),
                Stream.concat(
                    options.variants().stream().map(this::ours),
                    Stream.of(
                        new Haproxy(false), new Haproxy(true), new Danted(), new Microsocks())))
            .filter(options::wants)
            .toList();
    var present = new ArrayList<Relay>(List.of(new Direct()));
    for (var relay : all) {
      relay
          .missing()
          .ifPresentOrElse(
              why -> note("NOT MEASURED: " + relay.name() + ": " + why), () -> present.add(relay));
    }
    return present;
  }

  private Relay ours(String jvmOptions) {
    return new Sallyport(options.dist(), Child.java(), jvmOptions);
  }

  private void rounds(Measuring measuring, List<Test> tests, List<Relay> relays)
      throws IOException {
    var direct = start(relays.getFirst());
    for (var test : tests) {
      if (direct.relay().takesPart(test)) {
        measuring.once(direct, test.job(TOOL_WARM_SECONDS, targets));
      }
    }
    var started = new ArrayList<RunningRelay>(List.of(direct));
    for (var relay : relays.subList(1, relays.size())) {
      var one = start(relay);
      started.add(one);
      if (relay instanceof Sallyport) {
        note("%s listened %.2f s after its start".formatted(relay.name(), one.startSeconds()));
        for (var test : tests) {
          measuring.measure(one, cold(relay), test, COLD_SECONDS);
        }
        for (var test : tests) {
          measuring.once(one, test.job(WARM_SECONDS, targets));
        }
      }
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (var test : tests) {
        Parent.tell("round %d of %d: %s".formatted(round + 1, options.rounds(), test.what()));
        for (int i = 0; i < started.size(); i++) {
          // Another order in every round, so that nobody always runs behind the same neighbour.
          var relay = started.get((i + round) % started.size());
          if (relay.relay().takesPart(test)) {
            measuring.measure(relay, relay.relay().name(), test, options.seconds());
          }
        }
      }
    }
    started.forEach(this::stop);
  }

  private static String cold(Relay relay) {
    return relay.name() + ", cold";
  }

  private List<Memory> idle(Measuring measuring, List<Relay> relays) throws IOException {
    var memory = new ArrayList<Memory>();
    for (var relay : relays) {
      if (relay.takesPart(Test.IDLE)) {
        Parent.tell("idle sessions: " + relay.name());
        var fresh = start(relay);
        memory.add(new IdleTest(measuring).run(fresh));
        stop(fresh);
      }
    }
    return memory;
  }

  private RunningRelay start(Relay relay) throws IOException {
    int port = ports.take();
    var home = directory.resolve(relay.name().replaceAll("\\W+", "_") + "-" + port);
    var started = RunningRelay.start(relay, home, port, targets);
    running.add(started);
    return started;
  }

  private void stop(RunningRelay relay) {
    relay.close();
    running.remove(relay);
  }

  private void note(String note) {
    notes.add(note);
    Parent.tell(note);
  }

  private Results results(Measuring measuring, List<Memory> memory, List<Relay> relays) {
    var order = new ArrayList<String>();
    for (var relay : relays) {
      order.add(relay.name());
      if (relay instanceof Sallyport) {
        order.add(cold(relay));
      }
    }
    notes.add(
        "cold: the first %s s of each test after a start; it then runs %s s more before it counts"
            .formatted(COLD_SECONDS, WARM_SECONDS));
    notes.add("rate: ends with the relay's consent, which direct and haproxy have no word for");
    notes.add(
        "idle: every relay freshly started; ours has served %.0f s of connections before"
            .formatted(IdleTest.WARM_SECONDS));
    var open =
        new Results(
            options.seconds(),
            options.rounds(),
            measuring.figures(order),
            memory,
            notes,
            List.of());
    return new Results(
        open.seconds(),
        open.rounds(),
        open.figures(),
        open.memory(),
        open.notes(),
        Verdict.of(open));
  }
}
