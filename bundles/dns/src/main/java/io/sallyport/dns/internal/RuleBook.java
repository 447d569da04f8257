// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.Sniffed;
import io.sallyport.dns.internal.config.Plan;
import io.sallyport.dns.internal.config.RuleSpec;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The rules of a plan, and which of them is for a question. */
final class RuleBook {

  private final Plan plan;
  private final Supplier<Policy> policy;

  RuleBook(Plan plan, Supplier<Policy> policy) {
    this.plan = plan;
    this.policy = policy;
  }

  /**
   * What to do.
   *
   * @param rule its index; -1 for {@code final}
   * @param onPurpose whether the rule names the type of the query
   */
  record Verdict(RuleSpec.Action action, int rule, boolean onPurpose) {}

  Verdict decide(io.sallyport.dns.internal.wire.Question asked, Network network, Origin origin) {
    var flow = flow(asked.name(), network, origin);
    String way = null;
    for (int from = 0; flow != null && from < plan.rules().size(); ) {
      var decision =
          plan.conditions().decide(new Question(flow, null, List.of(), RouteOptions.NONE, from));
      int index = decision.rule().index();
      if (index >= plan.rules().size()) {
        break;
      }
      var spec = plan.rules().get(index);
      boolean fits = spec.types().isEmpty() || spec.types().contains(asked.type());
      if (fits && !spec.outbounds().isEmpty()) {
        way = way == null ? way(flow) : way;
        fits = spec.outbounds().contains(way);
      }
      if (fits) {
        return new Verdict(spec.action(), index, !spec.types().isEmpty());
      }
      from = index + 1;
    }
    return new Verdict(plan.last(), -1, false);
  }

  /** Null where the name cannot be one of a destination: the root, or too long when written out. */
  private static @Nullable Flow flow(String name, Network network, Origin origin) {
    try {
      return Flow.open(network, origin, new Destination.Name(name, 53));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * To which outbound the inbound's policy would send a connection to the name at port 443, before
   * anything is sniffed; empty if it would refuse.
   */
  private String way(Flow asked) {
    var flow = Flow.open(Network.TCP, asked.origin(), asked.destination().withPort(443));
    var rules = policy.get();
    var question = Question.about(flow);
    // Each step goes on behind the rule that asked for it, so there is an end.
    while (true) {
      switch (rules.decide(question)) {
        case Decision.Route route -> {
          return route.outbound();
        }
        case Decision.Sniff sniff -> question = question.sniffed(Sniffed.NOTHING, sniff);
        case Decision.Resolve resolve -> question = question.resolved(List.of(), resolve);
        case Decision.Reject _, Decision.HijackDns _ -> {
          return "";
        }
      }
    }
  }
}
