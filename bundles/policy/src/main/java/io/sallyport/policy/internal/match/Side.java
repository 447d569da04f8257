// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

/** Which end of a flow a field looks at. */
public enum Side {
  DESTINATION(""),
  SOURCE("source_");

  private final String prefix;

  Side(String prefix) {
    this.prefix = prefix;
  }

  /** The field of this side: {@code port}, {@code source_port}. */
  public String field(String name) {
    return prefix + name;
  }
}
