// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import io.sallyport.api.Decision;
import io.sallyport.api.Policy;
import io.sallyport.api.PolicyCompiler;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import io.sallyport.policy.internal.match.Condition;
import io.sallyport.policy.internal.read.Problems;
import io.sallyport.policy.internal.read.RulesReader;
import io.sallyport.policy.internal.rule.Action;
import io.sallyport.policy.internal.rule.PolicyRule;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The compiler as a service; has no state. */
@Component(service = PolicyCompiler.class)
public final class RulesCompiler implements PolicyCompiler {

  private static final Condition ANY = new Condition.Fields(List.of(), false);

  /** Ready at once. */
  @Activate
  public RulesCompiler() {}

  @Override
  public List<Key<?>> keys() {
    return PolicyKeys.ALL;
  }

  @Override
  public Policy compile(Settings settings) throws ConfigException {
    var problems = new Problems();
    var limits = PolicyKeys.limits(settings, problems);
    var isolation = PolicyKeys.isolation(settings, problems);
    var rules = rules(settings, problems);
    String last = settings.get(PolicyKeys.FINAL);
    if (last.isBlank()) {
      problems.add(PolicyKeys.FINAL.name(), "is empty; it names an outbound");
    }
    problems.raise();
    var fallback =
        PolicyRule.of(Decision.Rule.FINAL, ANY, new Action.Route(last, RouteOptions.NONE));
    return new CompiledPolicy(rules, fallback, limits, isolation);
  }

  @Override
  public List<Schema.Reference> references(Settings settings) throws ConfigException {
    var problems = new Problems();
    var references = new ArrayList<Schema.Reference>();
    for (var rule : rules(settings, problems)) {
      String path = PolicyKeys.RULES.name() + "[" + rule.rule().index() + "].";
      if (rule.action() instanceof Action.Route(var outbound, _)) {
        references.add(new Schema.Reference(path + "outbound", outbound));
      } else if (rule.action() instanceof Action.Resolve(var outbound, _)) {
        references.add(new Schema.Reference(path + "server", outbound));
      }
    }
    problems.raise();
    references.add(new Schema.Reference(PolicyKeys.FINAL.name(), settings.get(PolicyKeys.FINAL)));
    return List.copyOf(references);
  }

  private static List<PolicyRule> rules(Settings settings, Problems problems) {
    return new RulesReader(PolicyKeys.RULES.name(), problems).read(settings.get(PolicyKeys.RULES));
  }
}
