// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;

/** The commands that there are now. Any thread. */
interface Catalog {

  /** All names, with their scopes, in lower case. */
  SortedSet<String> names();

  /** What a command with its scope says about itself. */
  Optional<CommandInfo> find(String name);

  /** The commands that a word can mean: one with its scope, or any without. */
  default List<String> meanings(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (lower.contains(":")) {
      return names().contains(lower) ? List.of(lower) : List.of();
    }
    var meanings = new ArrayList<String>();
    for (String name : names()) {
      if (name.endsWith(":" + lower)) {
        meanings.add(name);
      }
    }
    return meanings;
  }
}
