// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Things that a line names by their tags.
 *
 * @param noun what they are: {@code outbound}
 * @param all in the order in which they are shown
 */
public record Tagged<T>(String noun, SequencedMap<String, T> all) {

  /** These, in the order of their tags. */
  public static <T> Tagged<T> of(String noun, Map<String, ? extends T> all) {
    return new Tagged<>(noun, new TreeMap<>(all));
  }

  /** These, in the order of their tags; of two with one tag the first. */
  public static <T> Tagged<T> of(
      String noun, Collection<? extends T> all, Function<? super T, String> tag) {
    var byTag = new TreeMap<String, T>();
    all.forEach(one -> byTag.putIfAbsent(tag.apply(one), one));
    return new Tagged<>(noun, byTag);
  }

  /**
   * The one with a tag.
   *
   * @throws CommandFailure if there is none, with the tags that there are
   */
  public T get(String tag) throws CommandFailure {
    T found = all.get(tag);
    if (found == null) {
      throw CommandFailure.failed(
          "no "
              + noun
              + " \""
              + tag
              + "\"; there are: "
              + (all.isEmpty() ? "none" : String.join(", ", all.keySet())));
    }
    return found;
  }

  /**
   * Those with these tags; all if none is given.
   *
   * @throws CommandFailure if one is not there
   */
  public SequencedMap<String, T> chosen(String... tags) throws CommandFailure {
    if (tags.length == 0) {
      return all;
    }
    var chosen = new LinkedHashMap<String, T>();
    for (String tag : tags) {
      chosen.put(tag, get(tag));
    }
    return chosen;
  }
}
