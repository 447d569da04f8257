// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Configurations.Finding;
import java.nio.file.Path;

/**
 * A file that could be read as JSON; immutable.
 *
 * @param path absolute
 * @param name what its name says
 * @param text its text
 * @param lines where its lines begin
 * @param root what stands in it
 */
record Document(Path path, FileName name, String text, Lines lines, Node.Obj root) {

  Document(Path path, FileName name, String text, Node.Obj root) {
    this(path, name, text, Lines.of(text), root);
  }

  /** The name of the instance that it makes: {@code tag}, else what stands after {@code ~}. */
  String tag() {
    if (root.members().get("tag") instanceof Node.Member(_, Node.Text(_, var tag))
        && !tag.isEmpty()) {
      return tag;
    }
    return name.instance() == null ? "" : name.instance();
  }

  /** Whether it is to have an effect: not {@code "enabled": false}. */
  boolean enabled() {
    return !(root.members().get("enabled") instanceof Node.Member(_, Node.Bool(_, var enabled)))
        || enabled;
  }

  /** A finding at a place in this file. */
  Finding finding(int at, String key, String message) {
    return new Finding(path, lines.line(at), lines.column(at), key, message);
  }

  /** A finding at the value that a path such as {@code rules[2].ip_cidr[0]} leads to. */
  Finding findingAt(String key, String message) {
    return finding(KeyPath.resolve(root, key), key, message);
  }
}
