// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Measures, and keeps what was measured. */
final class Rounds {

  /** Sessions that go on are counted once a second. */
  private static final long COUNTED_NANOS = 5_000_000_000L;

  /** What the product counts may be less than what arrived by what its last second saw. */
  private static final double COUNTED_PART = 0.9;

  private static final int PARALLEL = 50;

  private final Gson gson = new Gson();
  private final Map<Measure, Map<Way, List<Figures.Round>>> rounds = new LinkedHashMap<>();

  /** What arrived, and what that makes in a measure's unit. */
  private record Arrived(
      double value,
      double work,
      long bytes,
      double p50,
      double p99,
      Map<String, Integer> failures) {}

  /** Measures and keeps it. */
  void measure(Rig rig, Measure measure, double seconds) throws IOException {
    rounds
        .computeIfAbsent(measure, _ -> new LinkedHashMap<>())
        .computeIfAbsent(rig.way(), _ -> new ArrayList<>())
        .add(once(rig, measure, seconds));
  }

  /**
   * Measures.
   *
   * @throws IOException also if the product has not carried what arrived
   */
  Figures.Round once(Rig rig, Measure measure, double seconds) throws IOException {
    var product = rig.product();
    var before = product == null ? Carried.NOTHING : product.carried();
    double cpu = product == null ? 0 : product.tree().cpuSeconds();
    var arrived =
        measure.iperf().isPresent()
            ? iperf(rig, measure, measure.iperf().get(), seconds)
            : call(rig, measure, seconds);
    if (product != null) {
      cpu = product.tree().cpuSeconds() - cpu;
      long least = (long) (arrived.bytes() * COUNTED_PART);
      long end = System.nanoTime() + COUNTED_NANOS;
      long carried = product.carried().minus(before).bytes();
      while (carried < least) {
        if (System.nanoTime() - end > 0) {
          throw new IOException(
              "%s, %s: %,d bytes arrived, but the product has carried %,d"
                  .formatted(measure.name(), rig.way().name(), arrived.bytes(), carried));
        }
        LockSupport.parkNanos(50_000_000);
        carried = product.carried().minus(before).bytes();
      }
    }
    return new Figures.Round(
        arrived.value(), arrived.work(), cpu, arrived.p50(), arrived.p99(), arrived.failures());
  }

  private Arrived iperf(Rig rig, Measure measure, List<String> words, double seconds)
      throws IOException {
    var command = new ArrayList<>(List.of("iperf3", "-J", "-c", Rig.SERVER, "-t"));
    command.add(String.valueOf((int) Math.max(1, Math.ceil(seconds))));
    command.addAll(words);
    var end =
        JsonParser.parseString(rig.client.run(command.toArray(String[]::new)))
            .getAsJsonObject()
            .getAsJsonObject("end");
    if (measure.udp()) {
      var sum = end.getAsJsonObject("sum");
      double got = number(sum, "packets") - number(sum, "lost_packets");
      return new Arrived(
          got / number(sum, "seconds") / 1e3, got, ((long) got) * Answerer.MESSAGE, 0, 0, Map.of());
    }
    var sum = end.getAsJsonObject("sum_received");
    return new Arrived(
        number(sum, "bits_per_second") / 1e9,
        number(sum, "bytes") * 8,
        (long) number(sum, "bytes"),
        0,
        0,
        Map.of());
  }

  private static double number(JsonObject sum, String key) {
    return sum.get(key).getAsDouble();
  }

  private Arrived call(Rig rig, Measure measure, double seconds) throws IOException {
    var kind =
        measure.name().equals("rate")
            ? Caller.Kind.CONNECTIONS
            : measure.udp() ? Caller.Kind.DATAGRAM_TRIPS : Caller.Kind.STREAM_TRIPS;
    var done = call(rig, new Caller.Order(kind, Rig.SERVER, PARALLEL, seconds, Long.MAX_VALUE));
    return new Arrived(
        done.perSecond(),
        done.done(),
        done.done() * 2 * Answerer.MESSAGE,
        done.p50(),
        done.p99(),
        done.failures());
  }

  /** Lets a rig's client do something. */
  Caller.Done call(Rig rig, Caller.Order order) throws IOException {
    return gson.fromJson(rig.caller.ask(gson.toJson(order, Caller.Order.class)), Caller.Done.class);
  }

  /** What was kept, in the order in which it was first measured. */
  List<Figures> figures(List<Way> order) {
    var figures = new ArrayList<Figures>();
    rounds.forEach(
        (measure, byWay) ->
            order.forEach(
                way -> {
                  var measured = byWay.get(way);
                  if (measured != null) {
                    figures.add(Figures.of(measure, way, measured));
                  }
                }));
    return figures;
  }
}
