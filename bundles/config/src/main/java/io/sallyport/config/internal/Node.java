// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.List;
import java.util.Map;

/** A value in a configuration file, with the place where it stands. */
sealed interface Node {

  /** Offset of its first character in the text. */
  int at();

  /** An object; members in the order of the file. */
  record Obj(int at, Map<String, Member> members) implements Node {}

  /** A list. */
  record Arr(int at, List<Node> items) implements Node {}

  /** A text, unescaped. */
  record Text(int at, String value) implements Node {}

  /** A number as it was written. */
  record Num(int at, String literal) implements Node {

    /** Whether it is written without fraction and exponent. */
    boolean whole() {
      return literal.chars().allMatch(c -> c == '-' || Character.isDigit(c));
    }
  }

  /** {@code true} or {@code false}. */
  record Bool(int at, boolean value) implements Node {}

  /** {@code null}: as if the key were not there. */
  record Null(int at) implements Node {}

  /**
   * A member of an object.
   *
   * @param keyAt offset of its name
   */
  record Member(int keyAt, Node value) {}
}
