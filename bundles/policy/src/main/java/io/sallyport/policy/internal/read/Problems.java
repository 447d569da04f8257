// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.read;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Collects what is wrong, so that a person sees all of it at once; the first hundred in words. */
public final class Problems {

  private static final int SHOWN = 100;

  private final List<ConfigProblem> problems = new ArrayList<>();
  private int count;

  /** Nothing is wrong yet. */
  public Problems() {}

  /** Something is wrong with the value at a path. */
  public void add(String path, String message) {
    if (count++ < SHOWN) {
      problems.add(new ConfigProblem(path, message));
    }
  }

  /** How many so far. */
  int count() {
    return count;
  }

  /**
   * Ends here unless all is well.
   *
   * @throws ConfigException with all problems
   */
  public void raise() throws ConfigException {
    if (count > SHOWN) {
      problems.add(
          new ConfigProblem(
              "", String.format(Locale.ROOT, "and %,d problems more", count - SHOWN)));
    }
    if (count > 0) {
      throw new ConfigException(problems);
    }
  }
}
