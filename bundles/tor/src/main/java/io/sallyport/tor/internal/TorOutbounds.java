// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.sallyport.api.Sessions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The outbounds of this kind that policies can name, for commands. */
record TorOutbounds(Sessions sessions) {

  /** By tag, in order. */
  Map<String, TorOutbound> all() {
    return sessions.outbounds().values().stream()
        .filter(one -> one.outbound() instanceof TorOutbound)
        .collect(
            Collectors.toMap(
                Sessions.Registered::tag,
                one -> (TorOutbound) one.outbound(),
                (first, second) -> first,
                java.util.TreeMap::new));
  }

  /**
   * Those that a command line names.
   *
   * @param tags at most one; all if there is none
   * @throws IllegalArgumentException if there is no such outbound
   */
  Map<String, TorOutbound> chosen(String... tags) {
    var all = all();
    if (tags.length == 0) {
      return all;
    }
    if (tags.length > 1) {
      throw new IllegalArgumentException("one outbound at a time");
    }
    return Map.of(tags[0], find(tags[0]));
  }

  /**
   * The outbound of a tag.
   *
   * @throws IllegalArgumentException if there is none
   */
  TorOutbound find(String tag) {
    var found = all().get(tag);
    if (found == null) {
      throw new IllegalArgumentException(
          "no outbound of type tor \"" + tag + "\"; there are: " + List.copyOf(all().keySet()));
    }
    return found;
  }

  /** The one that is meant where nobody says which: {@code tor}, or the only one. */
  String usual() {
    var all = all();
    return all.size() == 1 && !all.containsKey("tor") ? all.keySet().iterator().next() : "tor";
  }
}
