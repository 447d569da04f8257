// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import io.sallyport.api.Decision;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.policy.internal.index.Candidates;
import io.sallyport.policy.internal.index.RuleIndex;
import io.sallyport.policy.internal.match.Condition;
import io.sallyport.policy.internal.rule.Action;
import io.sallyport.policy.internal.rule.PolicyRule;
import io.sallyport.policy.internal.rule.Progress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules with their index; immutable, any thread. */
final class CompiledPolicy implements Policy {

  private final List<PolicyRule> rules;

  /** Stands behind the rules and matches everything. */
  private final PolicyRule last;

  private final RuleIndex index;
  private final Limits limits;
  private final IsolationParts isolation;

  CompiledPolicy(List<PolicyRule> rules, PolicyRule last, Limits limits, IsolationParts isolation) {
    this.rules = List.copyOf(rules);
    this.last = last;
    this.limits = limits;
    this.isolation = isolation;
    this.index = new RuleIndex(this.rules.stream().map(PolicyRule::condition).toList());
  }

  @Override
  public Decision decide(Question question) {
    var progress = new Progress(question);
    int from = Math.max(0, question.from());
    while (true) {
      var subject = progress.subject();
      var candidates = index.gather(subject, from);
      int next;
      while ((next = candidates.next()) != Candidates.END) {
        var rule = rules.get(next);
        if (!rule.condition().matches(subject)) {
          continue;
        }
        var decision = progress.take(rule);
        if (decision != null) {
          return decision;
        }
        if (progress.subject() != subject) {
          break;
        }
      }
      if (next == Candidates.END) {
        return decided(progress, last);
      }
      from = next + 1;
    }
  }

  @Override
  public Explanation explain(Question question) {
    var progress = new Progress(question);
    var steps = new ArrayList<Step>();
    for (int i = Math.max(0, question.from()); i < rules.size(); i++) {
      var decision = step(rules.get(i), progress, steps);
      if (decision != null) {
        return new Explanation(Collections.unmodifiableList(steps), decision);
      }
    }
    steps.add(new Step(last.rule(), true, "no rule has decided"));
    return new Explanation(Collections.unmodifiableList(steps), decided(progress, last));
  }

  private static @Nullable Decision step(PolicyRule rule, Progress progress, List<Step> steps) {
    var verdict = rule.condition().explain(progress.subject());
    if (!verdict.matched()) {
      steps.add(new Step(rule.rule(), false, verdict.because()));
      return null;
    }
    String because = verdict.because();
    if (progress.idle(rule.action())) {
      because +=
          rule.action() instanceof Action.Resolve
              ? "; the destination is an address already"
              : "; the protocol is known already";
    }
    steps.add(new Step(rule.rule(), true, because));
    return progress.take(rule);
  }

  private static Decision decided(Progress progress, PolicyRule rule) {
    var decision = rule.decide(progress.options());
    if (decision == null) {
      throw new IllegalStateException("final does not decide");
    }
    return decision;
  }

  @Override
  public Set<String> outbounds() {
    var tags = new LinkedHashSet<String>();
    for (var rule : rules) {
      if (rule.action() instanceof Action.Route(var outbound, _)) {
        tags.add(outbound);
      } else if (rule.action() instanceof Action.Resolve(var outbound, _)) {
        tags.add(outbound);
      }
    }
    if (last.action() instanceof Action.Route(var outbound, _)) {
      tags.add(outbound);
    }
    return Collections.unmodifiableSet(tags);
  }

  @Override
  public List<RuleText> rules() {
    var texts = new ArrayList<RuleText>(rules.size() + 1);
    rules.forEach(rule -> texts.add(text(rule, rule.condition())));
    texts.add(text(last, last.condition()));
    return Collections.unmodifiableList(texts);
  }

  private static RuleText text(PolicyRule rule, Condition condition) {
    return new RuleText(rule.rule(), condition.text(), rule.action().text());
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public Isolation isolate(Flow flow) {
    return isolation.of(flow);
  }

  @Override
  public boolean keepsLoginsApart() {
    return isolation.byLogin();
  }
}
