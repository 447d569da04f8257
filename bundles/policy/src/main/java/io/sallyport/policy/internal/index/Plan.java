// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.index;

import io.sallyport.policy.internal.match.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the keys that each rule is filed under: those which the fewest rules share, so that a
 * hundred thousand rules about one domain and different clients are filed by client.
 */
final class Plan {

  private final Map<IndexKey, int[]> shared = new HashMap<>();
  private final IdentityHashMap<Condition.Fields, List<List<IndexKey>>> options =
      new IdentityHashMap<>();

  Plan(List<Condition> conditions) {
    conditions.forEach(this::count);
  }

  /**
   * What a rule is filed under.
   *
   * @param keys of which a matching question has at least one
   * @param cost how many rules share the most popular of them
   */
  private record Choice(List<IndexKey> keys, int cost) {}

  private void count(Condition condition) {
    switch (condition) {
      case Condition.Fields fields -> {
        if (fields.invert()) {
          return;
        }
        var found = new ArrayList<List<IndexKey>>();
        for (var group : fields.groups()) {
          var keys = IndexKey.of(group);
          if (keys != null) {
            found.add(keys);
            keys.forEach(key -> shared.computeIfAbsent(key, _ -> new int[1])[0]++);
          }
        }
        options.put(fields, found);
      }
      case Condition.Logical logical -> {
        if (!logical.invert()) {
          logical.parts().forEach(this::count);
        }
      }
    }
  }

  /** The keys of one of the conditions; null if it must be looked at every time. */
  @Nullable List<IndexKey> keys(Condition condition) {
    var choice = choose(condition);
    return choice == null ? null : choice.keys();
  }

  private @Nullable Choice choose(Condition condition) {
    return switch (condition) {
      case Condition.Fields fields -> {
        Choice best = null;
        for (var keys : options.getOrDefault(fields, List.of())) {
          best = cheaper(best, new Choice(keys, cost(keys)));
        }
        yield best;
      }
      case Condition.Logical logical when logical.invert() -> null;
      case Condition.Logical logical when logical.and() -> {
        Choice best = null;
        for (var part : logical.parts()) {
          best = cheaper(best, choose(part));
        }
        yield best;
      }
      case Condition.Logical logical -> union(logical.parts());
    };
  }

  private @Nullable Choice union(List<Condition> parts) {
    var keys = new ArrayList<IndexKey>();
    int cost = 0;
    for (var part : parts) {
      var choice = choose(part);
      if (choice == null) {
        return null;
      }
      keys.addAll(choice.keys());
      cost = Math.max(cost, choice.cost());
    }
    return new Choice(keys, cost);
  }

  private int cost(List<IndexKey> keys) {
    int cost = 0;
    for (var key : keys) {
      cost = Math.max(cost, shared.getOrDefault(key, new int[1])[0]);
    }
    return cost;
  }

  private static @Nullable Choice cheaper(@Nullable Choice a, @Nullable Choice b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return b.cost() < a.cost() ? b : a;
  }
}
