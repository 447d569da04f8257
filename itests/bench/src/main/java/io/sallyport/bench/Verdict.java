// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Why a run is a failure. Only what is ours counts: the product, and {@code direct}, which shows
 * the tool itself at fault; another relay that fails is reported in its row.
 */
final class Verdict {

  private Verdict() {}

  static List<String> of(Results results) {
    var reasons = new ArrayList<String>();
    for (var figure : results.figures()) {
      if (!ours(figure.relay()) && !figure.relay().equals("direct")) {
        continue;
      }
      var where = figure.test() + ", " + figure.relay() + ": ";
      if (figure.wrong() > 0) {
        reasons.add(where + figure.wrong() + " bytes were wrong");
      }
      if (!figure.failures().isEmpty()) {
        reasons.add(where + "sessions failed: " + Failures.text(figure.failures()));
      }
      // Only as delivered: a variant is an experiment, and a cold JVM is shown apart.
      if (figure.relay().equals(Sallyport.NAME)) {
        results
            .figure(figure.test(), Microsocks.NAME)
            .filter(figure::below)
            .ifPresent(
                bar ->
                    reasons.add(
                        where
                            + "%.5g %s (at best %.5g) is below microsocks, %.5g"
                                .formatted(
                                    figure.value(), figure.unit(), figure.highest(), bar.value())));
      }
    }
    for (var memory : results.memory()) {
      if (ours(memory.relay()) && !memory.clean()) {
        reasons.add(
            "idle, %s: %d of %d sessions answered; %s"
                .formatted(
                    memory.relay(),
                    memory.answered(),
                    memory.asked(),
                    Failures.text(memory.failures())));
      }
    }
    return reasons;
  }

  private static boolean ours(String relay) {
    return relay.startsWith(Sallyport.NAME);
  }
}
