// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;

/**
 * What the product holds, behind a full collection.
 *
 * @param after what it has done by then
 * @param heapMib objects that are alive
 * @param rssMib resident memory
 */
record Weight(String after, double heapMib, double rssMib, int descriptors, int threads) {

  private static final Pattern USED = Pattern.compile("total .*?used (\\d+)K");
  private static final double KIB = 1024;

  /** What a heap may grow by, or 5 %, before it counts as growing. */
  private static final double HEAP_SLACK_MIB = 2;

  /** The same of resident memory, in which the compiler's work and the allocator's holes are. */
  private static final double RSS_SLACK_MIB = 12;

  private static final int COUNT_SLACK = 4;

  static Weight of(Gateway product, String after, String java) throws IOException {
    jcmd(product, java, "GC.run");
    var heap = USED.matcher(jcmd(product, java, "GC.heap_info"));
    double used = 0;
    while (heap.find()) {
      used += Double.parseDouble(heap.group(1));
    }
    if (used == 0) {
      throw new IOException("jcmd does not tell the heap of process " + product.pid());
    }
    return new Weight(
        after,
        used / KIB,
        product.tree().rssKib() / KIB,
        count(product, "fd"),
        count(product, "task"));
  }

  private static int count(Gateway product, String what) throws IOException {
    try (var all = Files.list(Path.of("/proc", String.valueOf(product.pid()), what))) {
      return (int) all.count();
    }
  }

  private static String jcmd(Gateway product, String java, String command) throws IOException {
    var process =
        new ProcessBuilder(
                Path.of(java).resolveSibling("jcmd").toString(),
                String.valueOf(product.pid()),
                command)
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /**
   * Why a series is not flat; empty if it is. The median of its last quarter is compared with that
   * of its second: the first one still loads classes and compiles.
   */
  static String growth(List<Weight> series) {
    int n = series.size();
    var early = series.subList(n / 4, Math.max(n / 4 + 1, n / 2));
    var late = series.subList(n - Math.max(1, n / 4), n);
    var text = new StringBuilder();
    grows(text, "heap", early, late, Weight::heapMib, HEAP_SLACK_MIB);
    grows(text, "resident memory", early, late, Weight::rssMib, RSS_SLACK_MIB);
    grows(text, "descriptors", early, late, Weight::descriptors, COUNT_SLACK);
    grows(text, "threads", early, late, Weight::threads, COUNT_SLACK);
    return text.toString();
  }

  private static void grows(
      StringBuilder text,
      String what,
      List<Weight> early,
      List<Weight> late,
      ToDoubleFunction<Weight> value,
      double slack) {
    double before = Figures.median(early, value);
    double after = Figures.median(late, value);
    if (after > before + Math.max(slack, before * 0.05)) {
      text.append(text.isEmpty() ? "" : ", ");
      text.append("%s from %.1f to %.1f".formatted(what, before, after));
    }
  }
}
