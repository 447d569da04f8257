// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds the place in a file that a path such as {@code rules[2].ip_cidr[0]} means. */
final class KeyPath {

  private KeyPath() {}

  /** Offset of the value, or of the innermost value around it that exists. */
  static int resolve(Node root, String path) {
    Node node = root;
    String rest = path;
    while (!rest.isEmpty()) {
      Step step = step(node, rest);
      if (step == null) {
        break;
      }
      node = step.node;
      rest = step.rest;
    }
    return node.at();
  }

  private static @Nullable Step step(Node node, String path) {
    return switch (node) {
      case Node.Obj object -> member(object, path.startsWith(".") ? path.substring(1) : path);
      case Node.Arr list -> item(list, path);
      case Node.Text _, Node.Num _, Node.Bool _, Node.Null _ -> {
        // sing-box takes one value for a list of one, so [0] of a scalar is the scalar.
        yield path.startsWith("[0]") ? new Step(node, path.substring(3)) : null;
      }
    };
  }

  /** Keys may hold dots themselves: the longest that fits is meant. */
  private static @Nullable Step member(Node.Obj object, String path) {
    Map.Entry<String, Node.Member> best = null;
    for (var member : object.members().entrySet()) {
      String key = member.getKey();
      boolean fits =
          path.startsWith(key)
              && (path.length() == key.length() || ".[".indexOf(path.charAt(key.length())) >= 0);
      if (fits && (best == null || key.length() > best.getKey().length())) {
        best = member;
      }
    }
    if (best == null) {
      return path.startsWith("[0]") ? new Step(object, path.substring(3)) : null;
    }
    return new Step(best.getValue().value(), path.substring(best.getKey().length()));
  }

  private static @Nullable Step item(Node.Arr list, String path) {
    int end = path.indexOf(']');
    if (!path.startsWith("[") || end < 2 || end > 9) {
      return null;
    }
    try {
      int index = Integer.parseInt(path.substring(1, end));
      return index >= 0 && index < list.items().size()
          ? new Step(list.items().get(index), path.substring(end + 1))
          : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private record Step(Node node, String rest) {}
}
