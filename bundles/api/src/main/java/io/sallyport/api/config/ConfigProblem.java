// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

/**
 * What is wrong with a configuration.
 *
 * @param path of the value: {@code listen_port}, {@code rules[2].ip_cidr[0]}; empty for the whole
 * @param message what is wrong and what would be right
 */
public record ConfigProblem(String path, String message) {

  /** The same problem seen from the value that holds this one at {@code prefix}. */
  public ConfigProblem under(String prefix) {
    if (path.isEmpty()) {
      return new ConfigProblem(prefix, message);
    }
    return new ConfigProblem(path.startsWith("[") ? prefix + path : prefix + "." + path, message);
  }

  @Override
  public String toString() {
    return path.isEmpty() ? message : path + ": " + message;
  }
}
