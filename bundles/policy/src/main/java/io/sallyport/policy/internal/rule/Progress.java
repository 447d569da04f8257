// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.rule;

import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.policy.internal.match.Subject;
import org.jspecify.annotations.Nullable;

/** How far a decision has come; scratch, one thread only. */
public final class Progress {

  private final Question question;
  private Subject subject;
  private RouteOptions options;

  /** At the beginning of a question. */
  public Progress(Question question) {
    this.question = question;
    this.subject = Subject.of(question);
    this.options = question.options();
  }

  /** What the next rule looks at; another object where the last rule has changed it. */
  public Subject subject() {
    return subject;
  }

  /** What rules have set so far. */
  public RouteOptions options() {
    return options;
  }

  /** Carries out a rule that matches; null if the next rule must be looked at. */
  public @Nullable Decision take(PolicyRule rule) {
    if (rule.action() instanceof Action.Options set) {
      options = set.options().over(options);
      if (set.redirects()) {
        subject = subject.to(options.apply(question.flow().destination()));
      }
      return null;
    }
    return idle(rule.action()) ? null : rule.decide(options);
  }

  /** Whether an action has nothing to do: sing-box passes over such likewise. */
  public boolean idle(Action action) {
    return switch (action) {
      case Action.Resolve _ -> subject.destination() instanceof Destination.Address;
      case Action.Sniff _ -> subject.recognised();
      case Action.Route _, Action.Options _, Action.Reject _, Action.HijackDns _ -> false;
    };
  }
}
