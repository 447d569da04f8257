// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.read;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import io.sallyport.api.Decision;
import io.sallyport.policy.internal.rule.PolicyRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a list of rules. */
public final class RulesReader {

  private final String path;
  private final Problems problems;
  private final Map<String, String> tags = new HashMap<>();

  /**
   * A reader for one list.
   *
   * @param path of the list in its file
   */
  public RulesReader(String path, Problems problems) {
    this.path = path;
    this.problems = problems;
  }

  /** The rules of a text; not to be used if there were problems. */
  public List<PolicyRule> read(String text) {
    JsonElement tree;
    try {
      tree = JsonTree.read(text);
    } catch (IOException | IllegalStateException | IllegalArgumentException e) {
      problems.add(path, "is not JSON: " + e.getMessage());
      return List.of();
    }
    if (tree instanceof JsonArray array) {
      return read(array);
    }
    problems.add(path, "is not a list of rules: [ { ... }, ... ]");
    return List.of();
  }

  private List<PolicyRule> read(JsonArray array) {
    var rules = new ArrayList<PolicyRule>(array.size());
    for (int i = 0; i < array.size(); i++) {
      String where = path + "[" + i + "]";
      if (!array.get(i).isJsonObject()) {
        problems.add(where, "is not a rule: an object with conditions and an action");
        continue;
      }
      var rule = read(i, new RuleObject(where, array.get(i).getAsJsonObject(), problems));
      if (rule != null) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private @Nullable PolicyRule read(int index, RuleObject rule) {
    String tag = rule.text("tag", this::tag);
    if (tag != null) {
      String other = tags.putIfAbsent(tag, rule.path());
      if (other != null) {
        rule.problem("tag", "\"" + tag + "\" is the tag of " + other + " already");
      }
    }
    boolean logical = ConditionReader.isLogical(rule);
    String name = ActionReader.name(rule);
    var condition = ConditionReader.read(rule, logical);
    var action = ActionReader.read(rule, name);
    Vocabulary.check(rule, logical, name);
    if (action == null) {
      return null;
    }
    String label = tag == null ? "rule[" + index + "]" : tag;
    return PolicyRule.of(new Decision.Rule(index, label), condition, action);
  }

  // These stand for rules without a tag and for final, in statistics and in explain.
  private String tag(String text) {
    if (text.equals(Decision.Rule.FINAL.tag()) || text.startsWith("rule[")) {
      throw new IllegalArgumentException("\"" + text + "\" is a tag that we give ourselves");
    }
    return Values.word(text);
  }
}
