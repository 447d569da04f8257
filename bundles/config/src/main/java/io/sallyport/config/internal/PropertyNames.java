// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

/** Properties that are added to what a file says. */
final class PropertyNames {

  /** The file that a configuration comes from: absolute path. */
  static final String FILE = "sallyport.file";

  /** Marks a configuration that comes from the Feature; {@code true}. */
  static final String DEFAULT = ".sallyport.default";

  /** The properties that hold JSON texts in which placeholders must be filled: {@code String[]}. */
  static final String NESTED = ".sallyport.nested";

  private PropertyNames() {}
}
