// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.text;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.LatencyHistogram;
import io.sallyport.api.Sessions;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Human;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Table;
import io.sallyport.command.Tone;
import io.sallyport.command.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code session:stats}: counters and times since start. */
@Component(
    service = SessionStats.class,
    property = {"osgi.command.scope=session", "osgi.command.function=stats"})
public final class SessionStats {

  private static final int WIDE = 110;
  private static final Map<String, Double> QUANTILES =
      new TreeMap<>(Map.of("p50", 0.5, "p90", 0.9, "p99", 0.99));

  private final Sessions sessions;
  private final Inbounds inbounds;

  /** For declarative services. */
  @Activate
  public SessionStats(@Reference Sessions sessions, @Reference Inbounds inbounds) {
    this.sessions = sessions;
    this.inbounds = inbounds;
  }

  /** {@code session:stats}. */
  @Descriptor("counts sessions and bytes by inbound, outbound and rule, since start")
  public void stats(
      CommandSession shell,
      @Parameter(names = "--by", absentValue = "")
          @Descriptor("one line for each of these: inbound, outbound, rule or user")
          @Value(
              value = "WHAT",
              kind = Value.Kind.WORDS,
              words = {"inbound", "outbound", "rule", "user"})
          String by,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts, with the buckets of the times")
          boolean json)
      throws CommandFailure {
    var grouping = CountGrouping.of(by);
    var counts = grouping.apply(grouping.ofUsers() ? sessions.userCounts() : sessions.counts());
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(Json.array(counts, count -> json(grouping, count)));
      return;
    }
    boolean wide = screen.width() >= WIDE;
    screen.show(table(grouping, counts, wide), "no session yet");
    var reasons = new TreeMap<ConnectFailure.Reason, Long>();
    counts.forEach(
        count ->
            count.failed().forEach((reason, number) -> reasons.merge(reason, number, Long::sum)));
    if (!reasons.isEmpty()) {
      screen.line(
          reasons.entrySet().stream()
              .map(entry -> entry.getKey().label() + " " + entry.getValue())
              .collect(Collectors.joining(", ", "failed: ", "")));
    }
    if (!wide) {
      var all =
          counts.stream()
              .map(Sessions.Count::connects)
              .reduce(LatencyHistogram.Snapshot.EMPTY, LatencyHistogram.Snapshot::plus);
      times(screen, "connect", all);
    }
    if (grouping.showsInbound()) {
      inbounds.all().forEach(one -> times(screen, "handshake " + one.tag(), one.handshakes()));
    }
  }

  private static void times(Screen screen, String what, LatencyHistogram.Snapshot times) {
    if (times.count() > 0) {
      screen.line(
          Tone.DIM,
          "%s: p50 %s, p90 %s, p99 %s, max %s of %d"
              .formatted(
                  what,
                  Human.latency(times.quantile(0.5)),
                  Human.latency(times.quantile(0.9)),
                  Human.latency(times.quantile(0.99)),
                  Human.latency(times.quantile(1)),
                  times.count()));
    }
  }

  private static Table table(CountGrouping grouping, List<Sessions.Count> counts, boolean wide) {
    var columns = new ArrayList<Table.Column>();
    grouping.names().forEach(name -> columns.add(text(name.toUpperCase(Locale.ROOT))));
    columns.addAll(List.of(number("ACTIVE"), number("TOTAL"), number("FAILED")));
    columns.addAll(List.of(number("UP"), number("DOWN")));
    if (wide) {
      columns.addAll(List.of(number("P50"), number("P90"), number("P99"), number("MAX")));
    }
    var table = new Table(columns.toArray(Table.Column[]::new));
    for (var count : counts) {
      var row = new ArrayList<Object>(grouping.values(count));
      row.addAll(List.of(count.active(), count.total(), Shown.number(failures(count), Tone.WARN)));
      row.addAll(List.of(Human.bytes(count.up()), Human.bytes(count.down())));
      if (wide) {
        for (double quantile : new double[] {0.5, 0.9, 0.99, 1}) {
          var times = count.connects();
          row.add(times.count() == 0 ? "-" : Human.latency(times.quantile(quantile)));
        }
      }
      table.row(row.toArray());
    }
    return table;
  }

  private static long failures(Sessions.Count count) {
    return count.failed().values().stream().mapToLong(Long::longValue).sum();
  }

  private Json json(CountGrouping grouping, Sessions.Count count) {
    var failed = new Json();
    new TreeMap<>(count.failed()).forEach((reason, number) -> failed.put(reason.label(), number));
    var json = new Json();
    for (int i = 0; i < grouping.names().size(); i++) {
      json.put(grouping.names().get(i), grouping.values(count).get(i));
    }
    json.put("active", count.active())
        .put("total", count.total())
        .put("failed", failures(count))
        .put("failed_by_reason", failed)
        .put("up_bytes", count.up())
        .put("down_bytes", count.down())
        .put("up_packets", count.upPackets())
        .put("down_packets", count.downPackets())
        .put("connect", json(count.connects()));
    if (grouping.onlyInbound()) {
      json.put(
          "handshake",
          json(
              inbounds
                  .find(count.inbound())
                  .map(one -> one.handshakes())
                  .orElse(LatencyHistogram.Snapshot.EMPTY)));
    }
    return json;
  }

  private static Json json(LatencyHistogram.Snapshot times) {
    var json = new Json().put("count", times.count());
    for (var quantile : QUANTILES.entrySet()) {
      json.put(
          quantile.getKey() + "_seconds",
          seconds(times.quantile(quantile.getValue()).toNanos() / 1000));
    }
    return json.put("max_seconds", seconds(times.maxMicros()))
        .put("sum_seconds", seconds(times.sumMicros()))
        .put(
            "buckets",
            Json.array(
                times.buckets(),
                bucket ->
                    new Json()
                        .put("below_seconds", seconds(bucket.belowMicros()))
                        .put("count", bucket.count())));
  }

  private static double seconds(long micros) {
    return micros / 1e6;
  }
}
