// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Configurations.Finding;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks the keys of a file, and the form of their values, before anybody reads a value. */
final class KeyCheck {

  private static final Set<String> BUILT_IN = Set.of("direct", "block");

  private final Document document;
  private final @Nullable Schema schema;
  private final List<Finding> errors;

  KeyCheck(Document document, @Nullable Schema schema, List<Finding> errors) {
    this.document = document;
    this.schema = schema;
    this.errors = errors;
  }

  /** The members that become properties, in order; the others are reported or are for us only. */
  Map<String, Node.Member> accepted() {
    checkTag();
    Map<String, Node.Member> accepted = new LinkedHashMap<>();
    Map<String, String> seen = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    document
        .root()
        .members()
        .forEach(
            (name, member) -> {
              String twin = seen.putIfAbsent(name, name);
              if (twin != null) {
                refuse(name, member, "is \"" + twin + "\" again, only in other case");
              } else if (accept(name, member)) {
                accepted.put(name, member);
              }
            });
    return accepted;
  }

  private boolean accept(String name, Node.Member member) {
    Key<?> key = Delivery.key(schema, name);
    if (key != null) {
      return wellShaped(key, name, member);
    }
    return switch (name) {
      case "$schema" -> false;
      case "tag" -> true;
      case "enabled" -> {
        if (!(member.value() instanceof Node.Bool)) {
          refuseValue(name, member, "is neither true nor false");
        }
        yield schema == null;
      }
      case "service.ranking" -> {
        boolean right =
            document.name().outbound()
                && member.value() instanceof Node.Num number
                && JsonNumber.value(number.literal()) instanceof Long ranking
                && ranking == ranking.intValue();
        if (!right) {
          refuseValue(name, member, "is a whole number, and only outbounds have it");
        }
        yield right;
      }
      default -> other(name, member);
    };
  }

  private boolean other(String name, Node.Member member) {
    if (schema != null) {
      var known = schema.keys().stream().map(Key::name).toList();
      refuse(name, member, "is no key of " + schema.pid() + Suggestion.near(name, known));
      return false;
    }
    boolean ours =
        name.isEmpty()
            || name.startsWith(".")
            || name.startsWith("service.")
            || name.startsWith("component.")
            || name.startsWith("outbound.")
            || name.startsWith("sallyport.")
            || name.startsWith("felix.fileinstall.");
    if (ours) {
      refuse(name, member, "is a name that files must not set");
    }
    return !ours;
  }

  private boolean wellShaped(Key<?> key, String name, Node.Member member) {
    boolean right =
        switch (member.value()) {
          case Node.Null _ -> true;
          case Node.Text _, Node.Num _, Node.Bool _ -> true;
          case Node.Obj _ -> key.shape() == Key.Shape.NESTED;
          case Node.Arr list ->
              key.shape() == Key.Shape.NESTED
                  || (key.shape() == Key.Shape.LIST
                      && list.items().stream().allMatch(KeyCheck::scalar));
        };
    if (!right) {
      refuseValue(name, member, "must be: " + key.type());
    }
    return right;
  }

  private static boolean scalar(Node node) {
    return node instanceof Node.Text || node instanceof Node.Num || node instanceof Node.Bool;
  }

  private void checkTag() {
    Node.Member tag = document.root().members().get("tag");
    if (tag != null && !(tag.value() instanceof Node.Null)) {
      boolean right =
          tag.value() instanceof Node.Text(_, var text)
              && !text.isBlank()
              && text.length() <= 200
              && text.chars().noneMatch(Character::isISOControl)
              && !Placeholders.in(text);
      if (!right) {
        refuseValue("tag", tag, "is a text of 1 to 200 printable characters");
      }
    }
    if (document.name().outbound()) {
      if (document.tag().isEmpty()) {
        errors.add(
            document.findingAt("tag", "is missing, and the file's name has no ~ to take it from"));
      } else if (BUILT_IN.contains(document.tag())) {
        errors.add(
            document.findingAt(
                "tag", "\"" + document.tag() + "\" is built in; another tag is needed"));
      }
    }
  }

  private void refuse(String name, Node.Member member, String message) {
    errors.add(document.finding(member.keyAt(), name, message));
  }

  private void refuseValue(String name, Node.Member member, String message) {
    errors.add(document.finding(member.value().at(), name, message));
  }
}
