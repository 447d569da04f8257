// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.rule;

import io.sallyport.api.Decision;
import io.sallyport.api.RouteOptions;
import io.sallyport.policy.internal.match.Condition;
import org.jspecify.annotations.Nullable;

/**
 * One rule, ready for use.
 *
 * @param ready what it decides where no earlier rule has set options, made once; null for {@code
 *     route-options}
 */
public record PolicyRule(
    Decision.Rule rule, Condition condition, Action action, @Nullable Decision ready) {

  /** A rule at its place. */
  public static PolicyRule of(Decision.Rule rule, Condition condition, Action action) {
    return new PolicyRule(rule, condition, action, decision(rule, action, RouteOptions.NONE));
  }

  /** What it decides on top of what earlier rules have set; null if it decides nothing. */
  public @Nullable Decision decide(RouteOptions earlier) {
    return earlier == RouteOptions.NONE ? ready : decision(rule, action, earlier);
  }

  private static @Nullable Decision decision(
      Decision.Rule rule, Action action, RouteOptions earlier) {
    return switch (action) {
      case Action.Route(var outbound, var options) ->
          new Decision.Route(rule, outbound, options.over(earlier));
      case Action.Reject(var method) -> new Decision.Reject(rule, method);
      case Action.HijackDns() -> new Decision.HijackDns(rule);
      case Action.Sniff(var protocols, var timeout) ->
          new Decision.Sniff(rule, earlier, protocols, timeout);
      case Action.Resolve(var outbound, var family) ->
          new Decision.Resolve(rule, earlier, outbound, family);
      case Action.Options _ -> null;
    };
  }
}
