// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import com.google.gson.GsonBuilder;
import io.sallyport.bench.Child;
import io.sallyport.bench.Parent;
import io.sallyport.bench.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;

/** The coordinator: builds the rigs, measures in interleaved rounds, and reports. */
public final class AttachBench {

  /** How long each test runs unseen: the optimising compiler needs the CPU meanwhile. */
  private static final double WARM_SECONDS = 4;

  /** What a session takes to begin is most of the product's code. */
  private static final double WARM_CALLS_SECONDS = 15;

  private final AttachOptions options;
  private final Path folder;
  private final List<Rig> rigs = new CopyOnWriteArrayList<>();
  private final Rounds rounds = new Rounds();

  private AttachBench(AttachOptions options, Path folder) {
    this.options = options;
    this.folder = folder;
  }

  /**
   * Measures as system properties say.
   *
   * @return an exit status: 0 if all is well or nothing can be measured here, 1 if the product
   *     failed, 2 if measuring did
   */
  public static int run(Properties properties) throws IOException {
    var options = AttachOptions.of(properties);
    var obstacle = obstacle();
    if (obstacle.isPresent()) {
      Parent.tell("NOT MEASURED: attached interfaces: " + obstacle.get());
      return "true".equals(System.getenv("CI")) ? 2 : 0;
    }
    Files.createDirectories(options.out());
    var bench =
        new AttachBench(
            options, Files.createTempDirectory(options.out().toAbsolutePath(), "attach-"));
    Runtime.getRuntime().addShutdownHook(new Thread(bench::close));
    var results = bench.measure();
    var text = new AttachReport(results).text();
    Files.writeString(options.out().resolve("attach.md"), text);
    Files.writeString(
        options.out().resolve("attach.json"),
        new GsonBuilder().setPrettyPrinting().create().toJson(results) + "\n");
    Parent.tell("\n" + text);
    Parent.tell("Results: " + options.out().resolve("attach.md") + ", attach.json");
    return results.verdict().isEmpty() ? 0 : 1;
  }

  private static Optional<String> obstacle() {
    for (var program : List.of("ip", "nft", "iperf3", "nsenter", "unshare")) {
      var missing = Programs.missing(program);
      if (missing.isPresent()) {
        return missing;
      }
    }
    try (var space = Space.create()) {
      return space.run("ip", "link").isEmpty() ? Optional.of("ip shows no link") : Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage() + " (it takes root)");
    }
  }

  private AttachResults measure() throws IOException {
    var endurance = new ArrayList<Endurance>();
    try {
      var measures = Measure.ALL.stream().filter(m -> options.wants(m.name())).toList();
      if (!measures.isEmpty()) {
        for (var way : options.ways()) {
          rigs.add(rig(way));
        }
        rounds(measures);
      }
    } finally {
      close();
    }
    if (options.wants(AttachOptions.SESSIONS) || options.wants(AttachOptions.CYCLES)) {
      endure(endurance);
    }
    return new AttachResults(
        options.seconds(),
        options.rounds(),
        rounds.figures(options.ways()),
        endurance,
        List.of(
            "of kernel: the median over the rounds of what was reached to what the kernel's"
                + " forwarding reached in the same round, at a client, a gateway and a server that"
                + " share this machine's "
                + Runtime.getRuntime().availableProcessors()
                + " processors; congestion control "
                + congestionControl(),
            "flat: the median of the last quarter exceeds that of the second by no more than 5 %,"
                + " or 2 MiB of heap, 12 MiB of resident memory, 4 descriptors, 4 threads"));
  }

  private static String congestionControl() throws IOException {
    return Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).strip();
  }

  private Rig rig(Way way) throws IOException {
    Parent.tell("starting " + way.name());
    return Rig.start(
        way, folder.resolve(way.name().replaceAll("\\W+", "_")), options.dist(), Child.java());
  }

  private void rounds(List<Measure> measures) throws IOException {
    for (var rig : rigs) {
      Parent.tell("warming " + rig.way().name());
      for (var measure : measures) {
        if (takesPart(rig, measure)) {
          rounds.once(rig, measure, warm(rig.way(), measure));
        }
      }
    }
    for (int round = 0; round < options.rounds(); round++) {
      for (var measure : measures) {
        Parent.tell("round %d of %d: %s".formatted(round + 1, options.rounds(), measure.what()));
        for (int i = 0; i < rigs.size(); i++) {
          // Another order in every round, so that nobody always runs behind the same neighbour.
          var rig = rigs.get((i + round) % rigs.size());
          if (takesPart(rig, measure)) {
            rounds.measure(rig, measure, options.seconds());
          }
        }
      }
    }
  }

  private static double warm(Way way, Measure measure) {
    if (!way.captures()) {
      return 1;
    }
    return measure.name().equals("rate") ? WARM_CALLS_SECONDS : WARM_SECONDS;
  }

  private static boolean takesPart(Rig rig, Measure measure) {
    return !measure.udp() || rig.way().udp();
  }

  /** By the first way that captures: for more, name one with {@code bench.relays} per run. */
  private void endure(List<Endurance> endurance) throws IOException {
    var way = options.ways().stream().filter(Way::captures).findFirst().orElseThrow();
    try (var rig = rig(way)) {
      rigs.add(rig);
      if (!(rig.product() instanceof Gateway product)) {
        throw new IllegalStateException();
      }
      if (options.wants(AttachOptions.SESSIONS)) {
        Parent.tell("%,d sessions".formatted(options.sessions()));
        endurance.add(Endurance.sessions(rounds, rig, product, options.sessions(), Child.java()));
      }
      if (options.wants(AttachOptions.CYCLES)) {
        Parent.tell(options.cycles() + " times attached and detached");
        endurance.add(Endurance.cycles(rounds, rig, product, options.cycles(), Child.java()));
      }
      rigs.remove(rig);
    }
  }

  private void close() {
    rigs.forEach(Rig::close);
    rigs.clear();
  }
}
