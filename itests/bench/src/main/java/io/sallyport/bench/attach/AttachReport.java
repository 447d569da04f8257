// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import io.sallyport.bench.TextTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Results as tables for people, in Markdown that reads well as it is. */
final class AttachReport {

  private final AttachResults results;

  AttachReport(AttachResults results) {
    this.results = results;
  }

  String text() {
    var text = new StringBuilder();
    text.append(
        "%d rounds of %s s, medians; latencies in us; CPU of the product's process.\n\n"
            .formatted(results.rounds(), Double.toString(results.seconds())));
    if (!results.figures().isEmpty()) {
      text.append(new TextTable(figures()));
    }
    if (!results.endurance().isEmpty()) {
      text.append('\n').append(new TextTable(endurance()));
    }
    results.notes().forEach(note -> text.append("\n* ").append(note));
    text.append("\n\n");
    var verdict = results.verdict();
    if (verdict.isEmpty()) {
      text.append("PASSED: everything went through the product, no mark was missed by every round");
      text.append(results.endurance().isEmpty() ? ".\n" : ", memory is flat.\n");
    } else {
      text.append("FAILED:\n");
      verdict.forEach(reason -> text.append("* ").append(reason).append('\n'));
    }
    return text.toString();
  }

  private List<List<String>> figures() {
    var rows = new ArrayList<List<String>>();
    rows.add(
        List.of(
            "test",
            "way",
            "value",
            "unit",
            "of kernel",
            "rounds",
            "mark",
            "p50",
            "p99",
            "CPU",
            "per",
            "failed"));
    for (var one : results.figures()) {
      boolean base = one.type().equals(Way.KERNEL);
      double mark = AttachResults.mark(one);
      rows.add(
          List.of(
              one.measure(),
              one.way(),
              number(one.value()),
              one.unit(),
              "%.2f".formatted(results.ratio(one)),
              base ? "" : spread(results.ratios(one)),
              mark == 0 ? "" : "%.1f".formatted(mark),
              one.p50() == 0 ? "" : number(one.p50()),
              one.p99() == 0 ? "" : number(one.p99()),
              base ? "" : number(one.cpu()),
              base ? "" : one.cpuUnit(),
              one.failures().isEmpty() ? "" : one.failures().toString()));
    }
    return rows;
  }

  private static String spread(List<Double> ratios) {
    return ratios.isEmpty()
        ? ""
        : "%.2f to %.2f"
            .formatted(
                ratios.stream().min(Comparator.naturalOrder()).orElse(0.0),
                ratios.stream().max(Comparator.naturalOrder()).orElse(0.0));
  }

  private List<List<String>> endurance() {
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("way", "after", "heap MiB", "RSS MiB", "descriptors", "threads", "flat"));
    for (var one : results.endurance()) {
      var flat = one.growth().isEmpty() ? "yes" : "NO";
      for (var weight : one.weights()) {
        rows.add(
            List.of(
                one.way(),
                weight.after(),
                number(weight.heapMib()),
                number(weight.rssMib()),
                String.valueOf(weight.descriptors()),
                String.valueOf(weight.threads()),
                weight == one.weights().getLast() ? flat : ""));
      }
    }
    return rows;
  }

  /** Three significant digits, and all digits before the point. */
  private static String number(double value) {
    if (value >= 100) {
      return "%,.0f".formatted(value);
    }
    if (value >= 10) {
      return "%.1f".formatted(value);
    }
    return value >= 1 ? "%.2f".formatted(value) : "%.3f".formatted(value);
  }
}
