// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.path;

import io.sallyport.torcore.netdir.Relay;
import java.util.function.Predicate;

/** Gives the first hop of a path: guards, bridges. */
@FunctionalInterface
public interface EntryChooser {

  /**
   * The relay to begin with.
   *
   * @param allowed which relays the rest of the path leaves free
   */
  Relay choose(Predicate<Relay> allowed) throws NoPathException;
}
