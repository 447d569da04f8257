// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Results as tables for people, in Markdown that reads well as it is, and as JSON. */
final class Report {

  private static final String HAPROXY = "haproxy";

  private final Results results;

  Report(Results results) {
    this.results = results;
  }

  void write(Path directory) throws IOException {
    Files.writeString(
        directory.resolve("bench.json"),
        new GsonBuilder().setPrettyPrinting().create().toJson(results) + "\n");
    Files.writeString(directory.resolve("bench.md"), text());
  }

  String text() {
    var text = new StringBuilder();
    text.append(
        "%d rounds of %s s, medians; latencies in us; CPU of the relay's whole process tree.\n"
            .formatted(results.rounds(), Double.toString(results.seconds())));
    if (!results.figures().isEmpty()) {
      text.append('\n').append(new TextTable(figures()));
    }
    if (!results.memory().isEmpty()) {
      text.append('\n').append(new TextTable(memory()));
    }
    results.notes().forEach(note -> text.append("\n* ").append(note));
    if (!results.notes().isEmpty()) {
      text.append('\n');
    }
    text.append('\n');
    if (results.verdict().isEmpty()) {
      text.append(
              "PASSED: every byte right, no session of ours failed, nothing is below microsocks")
          .append(
              results.figure("rate64", Microsocks.NAME).isPresent() ? ".\n" : " as measured.\n");
    } else {
      text.append("FAILED:\n");
      results.verdict().forEach(reason -> text.append("* ").append(reason).append('\n'));
    }
    return text.toString();
  }

  private List<List<String>> figures() {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "test",
            "relay",
            "value",
            "rounds",
            "unit",
            "/direct",
            "/haproxy",
            "p50",
            "p99",
            "p99.9",
            "CPU",
            "per",
            "wrong or failed"));
    String last = "";
    for (var figure : results.figures()) {
      rows.add(
          List.of(
              figure.test().equals(last) ? "" : figure.test(),
              figure.relay(),
              number(figure.value()),
              number(figure.lowest()) + "-" + number(figure.highest()),
              figure.unit(),
              ratio(results.ratio(figure, "direct")),
              ratio(results.ratio(figure, HAPROXY)),
              micros(figure.p50()),
              micros(figure.p99()),
              micros(figure.p999()),
              figure.cpu() == 0 ? "" : number(figure.cpu()),
              figure.cpu() == 0 ? "" : figure.cpuUnit(),
              troubles(figure)));
      last = figure.test();
    }
    return rows;
  }

  private static String troubles(Figure figure) {
    if (figure.clean()) {
      return "";
    }
    var failures = Failures.text(figure.failures());
    return figure.wrong() == 0 ? failures : figure.wrong() + " bytes wrong " + failures;
  }

  private List<List<String>> memory() {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "idle",
            "held",
            "answered",
            "opened/s",
            "RSS KiB/session",
            "PSS KiB/session",
            "total MiB",
            "processes",
            "CPU us/session",
            "failed"));
    for (var memory : results.memory()) {
      rows.add(
          List.of(
              memory.relay(),
              Integer.toString(memory.held()),
              Integer.toString(memory.answered()),
              number(memory.perSecond()),
              number(memory.rssKib()),
              number(memory.pssKib()),
              number(memory.totalMib()),
              Integer.toString(memory.processes()),
              number(memory.cpu()),
              Failures.text(memory.failures())));
    }
    return rows;
  }

  /** Three significant digits, and all digits before the point. */
  static String number(double value) {
    if (value >= 100) {
      return "%,.0f".formatted(value);
    }
    return value >= 10 ? "%.1f".formatted(value) : "%.2f".formatted(value);
  }

  private static String ratio(double value) {
    return value == 0 ? "" : "%.2f".formatted(value);
  }

  private static String micros(double value) {
    return value == 0 ? "" : number(value);
  }
}
