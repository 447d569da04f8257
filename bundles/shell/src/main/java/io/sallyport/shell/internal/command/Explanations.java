// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.Sniffed;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a policy as the session manager would, without doing what its rules command: nothing is
 * sniffed and no name looked up here, so what those would find is supposed, and said to be.
 *
 * @param steps every rule that was looked at, in order
 * @param notes what was supposed on the way
 * @param decision the end of the way; not final only where a policy never comes to one
 * @param destination where the flow goes by then
 */
record Explanations(
    List<Policy.Step> steps, List<String> notes, Decision decision, Destination destination) {

  /** A rule can ask twice at most; more would be a policy that goes round in circles. */
  private static final int MOST = 1024;

  static Explanations walk(
      Policy policy, Question first, @Nullable Sniffed sniffed, List<InetAddress> resolved) {
    var steps = new ArrayList<Policy.Step>();
    var notes = new ArrayList<String>();
    Question question = first;
    for (int i = 0; ; i++) {
      Policy.Explanation explanation = policy.explain(question);
      steps.addAll(explanation.steps());
      Decision decision = explanation.decision();
      if (i == MOST) {
        return end(steps, notes, decision, question);
      }
      switch (decision) {
        case Decision.Sniff sniff -> question = question.sniffed(see(sniff, sniffed, notes), sniff);
        case Decision.Resolve resolve -> question = resolve(question, resolve, resolved, notes);
        case Decision.Route r -> {
          return end(steps, notes, r, question);
        }
        case Decision.Reject r -> {
          return end(steps, notes, r, question);
        }
        case Decision.HijackDns h -> {
          return end(steps, notes, h, question);
        }
      }
    }
  }

  private static Explanations end(
      List<Policy.Step> steps, List<String> notes, Decision decision, Question question) {
    RouteOptions options = decision instanceof Decision.Route r ? r.options() : RouteOptions.NONE;
    return new Explanations(
        List.copyOf(steps),
        List.copyOf(notes),
        decision,
        options.apply(question.flow().destination()));
  }

  private static Sniffed see(Decision.Sniff sniff, @Nullable Sniffed supposed, List<String> notes) {
    String rule = sniff.rule().tag();
    if (supposed == null) {
      notes.add(
          rule
              + " would look at the client's first bytes; supposed that it recognises nothing"
              + " (say --sniffed tls --domain example.com for another case)");
      return Sniffed.NOTHING;
    }
    if (supposed.protocol() != null && !sniff.protocols().contains(supposed.protocol())) {
      notes.add(rule + " does not look for " + supposed.protocol().label());
      return Sniffed.NOTHING;
    }
    notes.add(
        rule
            + " is supposed to see "
            + (supposed.protocol() == null ? "something" : supposed.protocol().label())
            + (supposed.domain() == null ? "" : " for " + supposed.domain())
            + "; a client that waits to be answered, as SOCKS ones do, sends nothing to see");
    return supposed;
  }

  private static Question resolve(
      Question question, Decision.Resolve by, List<InetAddress> supposed, List<String> notes) {
    if (!(question.flow().destination() instanceof Destination.Name name)) {
      return question.resolved(List.of(), by);
    }
    notes.add(
        supposed.isEmpty()
            ? by.rule().tag()
                + " would resolve "
                + name.host()
                + " by outbound "
                + by.outbound()
                + "; supposed that it finds nothing (say --resolved ADDRESS for another case)"
            : by.rule().tag() + " is supposed to find the addresses given");
    return question.resolved(supposed, by);
  }
}
