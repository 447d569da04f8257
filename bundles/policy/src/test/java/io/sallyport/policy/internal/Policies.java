// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import io.sallyport.api.Policy;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Policies out of the text of their rules, by the way that a file takes. */
final class Policies {

  static final RulesCompiler COMPILER = new RulesCompiler();

  private Policies() {}

  static Settings settings(String rules, Map<String, Object> more) throws ConfigException {
    var properties = new HashMap<String, Object>(more);
    properties.putIfAbsent("final", "last");
    properties.put(".rules", rules);
    return Settings.of(COMPILER.keys(), properties);
  }

  static Policy of(String rules) throws ConfigException {
    return COMPILER.compile(settings(rules, Map.of()));
  }

  /** One rule on all of whose conditions a flow goes to {@code hit}. */
  static Policy when(String conditions) throws ConfigException {
    return of("[{" + conditions + ", \"outbound\": \"hit\"}]");
  }

  static List<ConfigProblem> problems(String rules) {
    return problems(rules, Map.of());
  }

  static List<ConfigProblem> problems(String rules, Map<String, Object> more) {
    try {
      COMPILER.compile(settings(rules, more));
      return List.of();
    } catch (ConfigException e) {
      return e.problems();
    }
  }
}
