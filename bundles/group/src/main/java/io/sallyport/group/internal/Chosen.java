// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Flow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code selector}: the member that the operator has chosen, else {@code default}, else the first.
 * Only that one: who chose a way out does not want another, unasked.
 */
final class Chosen implements Choice {

  private final String group;
  private final @Nullable String byDefault;
  private final SelectionStore store;

  Chosen(String group, @Nullable String byDefault, SelectionStore store) {
    this.group = group;
    this.byDefault = byDefault;
    this.store = store;
  }

  @Override
  public List<Member> order(List<Member> members, @Nullable Flow flow) {
    var selected = find(members, store.find(group));
    if (selected == null) {
      selected = find(members, byDefault);
    }
    return List.of(selected == null ? members.getFirst() : selected);
  }

  private static @Nullable Member find(List<Member> members, @Nullable String tag) {
    for (var member : members) {
      if (member.tag().equals(tag)) {
        return member;
      }
    }
    return null;
  }
}
