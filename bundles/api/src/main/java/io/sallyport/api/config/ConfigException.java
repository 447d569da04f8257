// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; tells every problem at once. */
public final class ConfigException extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<ConfigProblem> problems;

  /** At least one problem. */
  public ConfigException(List<ConfigProblem> problems) {
    super(problems.stream().map(ConfigProblem::toString).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  /** One problem. */
  public ConfigException(String path, String message) {
    this(List.of(new ConfigProblem(path, message)));
  }

  /** What is wrong. */
  public List<ConfigProblem> problems() {
    return problems;
  }
}
