// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** When a rule applies. */
public sealed interface Condition {

  /** Whether it holds. */
  boolean matches(Subject subject);

  /** Whether and why, for people. */
  Verdict explain(Subject subject);

  /** On one line, as it was written. */
  String text();

  /**
   * Fields.
   *
   * @param groups all of which must match; none at all matches everything, as in sing-box
   */
  record Fields(List<Group> groups, boolean invert) implements Condition {

    public Fields {
      groups = List.copyOf(groups);
    }

    @Override
    public boolean matches(Subject subject) {
      for (int i = 0; i < groups.size(); i++) {
        if (!groups.get(i).matches(subject)) {
          return invert;
        }
      }
      return !invert;
    }

    @Override
    public Verdict explain(Subject subject) {
      var found = new ArrayList<String>();
      for (var group : groups) {
        var verdict = group.explain(subject);
        if (!verdict.matched()) {
          return verdict.inverted(invert);
        }
        found.add(verdict.because());
      }
      String why = found.isEmpty() ? "has no condition" : String.join(", and ", found);
      return new Verdict(true, why).inverted(invert);
    }

    @Override
    public String text() {
      if (groups.isEmpty()) {
        return "any";
      }
      String all = groups.stream().map(Group::text).collect(Collectors.joining(" and "));
      return invert ? "not (" + all + ")" : all;
    }
  }

  /**
   * {@code type: logical}.
   *
   * @param and {@code mode}: all of the parts, or one of them
   * @param parts at least one
   */
  record Logical(boolean and, List<Condition> parts, boolean invert) implements Condition {

    public Logical {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean matches(Subject subject) {
      for (int i = 0; i < parts.size(); i++) {
        if (parts.get(i).matches(subject) != and) {
          return and == invert;
        }
      }
      return and != invert;
    }

    @Override
    public Verdict explain(Subject subject) {
      var all = new ArrayList<String>();
      for (var part : parts) {
        var verdict = part.explain(subject);
        if (verdict.matched() != and) {
          return verdict.inverted(invert);
        }
        all.add(verdict.because());
      }
      return new Verdict(and, String.join(and ? ", and " : "; ", all)).inverted(invert);
    }

    @Override
    public String text() {
      String all =
          parts.stream()
              .map(part -> "(" + part.text() + ")")
              .collect(Collectors.joining(and ? " and " : " or "));
      return invert ? "not (" + all + ")" : all;
    }
  }
}
