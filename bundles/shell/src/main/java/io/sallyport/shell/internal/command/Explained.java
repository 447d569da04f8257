// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Policy;
import io.sallyport.command.Json;
import io.sallyport.command.Screen;
import io.sallyport.command.Tone;
import org.jspecify.annotations.Nullable;

/**
 * What {@code policy:explain} found out, for people and for scripts.
 *
 * @param problem what stands in the way of the route that was decided; null if nothing does
 */
record Explained(Flow flow, Explanations walked, @Nullable String problem) {

  void show(Screen screen) {
    screen.line(
        Tone.HEADING,
        flow.network().label() + " from " + flow.origin().inbound() + " to " + flow.destination());
    for (Policy.Step step : walked.steps()) {
      screen.line(
          step.matched() ? Tone.GOOD : Tone.DIM,
          (step.matched() ? "  + " : "  - ") + step.rule().tag() + ": " + step.because());
    }
    walked.notes().forEach(note -> screen.line(Tone.WARN, "  ? " + note));
    screen.line(Tone.HEADING, "=> " + sentence());
    if (problem != null) {
      screen.line(Tone.BAD, "   " + problem);
    }
  }

  private String sentence() {
    Destination asked = flow.destination();
    String by = " (" + walked.decision().rule().tag() + ")";
    return switch (walked.decision()) {
      case Decision.Route route ->
          "outbound "
              + route.outbound()
              + (walked.destination().equals(asked) ? "" : ", to " + walked.destination())
              + by;
      case Decision.Reject reject ->
          (reject.method() == Decision.Reject.Method.DROP ? "dropped in silence" : "rejected") + by;
      case Decision.HijackDns h -> "answered by the DNS service of the inbound" + by;
      case Decision.Sniff s -> "no end: the policy goes on asking" + by;
      case Decision.Resolve r -> "no end: the policy goes on asking" + by;
    };
  }

  Json json() {
    Decision decision = walked.decision();
    return new Json()
        .put("inbound", flow.origin().inbound())
        .put("network", flow.network().label())
        .put("destination", flow.destination().toString())
        .put(
            "steps",
            Json.array(
                walked.steps(),
                step ->
                    new Json()
                        .put("rule", step.rule().tag())
                        .put("matched", step.matched())
                        .put("because", step.because())))
        .put("suppositions", Json.texts(walked.notes()))
        .put("action", action(decision))
        .put("rule", decision.rule().tag())
        .put("outbound", decision instanceof Decision.Route route ? route.outbound() : null)
        .put("goes_to", walked.destination().toString())
        .put("problem", problem);
  }

  private static String action(Decision decision) {
    return switch (decision) {
      case Decision.Route r -> "route";
      case Decision.Reject r ->
          r.method() == Decision.Reject.Method.DROP ? "reject_drop" : "reject";
      case Decision.HijackDns h -> "hijack-dns";
      case Decision.Sniff s -> "sniff";
      case Decision.Resolve r -> "resolve";
    };
  }
}
