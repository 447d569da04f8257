// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is wrong with a configuration while its parts are read, so that whoever wrote it
 * learns all of it at once. One thread.
 */
public final class Problems {

  private final List<ConfigProblem> all = new ArrayList<>();

  /** Reads a part. */
  @FunctionalInterface
  public interface Reading<T> {
    /** The part, or what is wrong with it. */
    @Nullable T read() throws ConfigException;
  }

  /** The part; null if it is absent or wrong. */
  public <T> @Nullable T of(Reading<T> reading) {
    try {
      return reading.read();
    } catch (ConfigException e) {
      all.addAll(e.problems());
      return null;
    }
  }

  /** Notes one. */
  public void add(String path, String message) {
    all.add(new ConfigProblem(path, message));
  }

  /** Whether nothing is wrong so far. */
  public boolean none() {
    return all.isEmpty();
  }

  /** All that is wrong; for a caller who has seen that something is. */
  public ConfigException exception() {
    return new ConfigException(all);
  }

  /**
   * Ends the reading.
   *
   * @throws ConfigException if anything is wrong
   */
  public void end() throws ConfigException {
    if (!all.isEmpty()) {
      throw exception();
    }
  }
}
