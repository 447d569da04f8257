// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the properties that travel through Config Admin out of a tree; see the package {@code
 * io.sallyport.api.config} for what goes under which name.
 */
final class Delivery {

  private final SortedMap<String, Object> properties = new TreeMap<>();
  private final List<String> nested = new ArrayList<>();

  private Delivery() {}

  /**
   * The properties of an object's members.
   *
   * @param schema says what is secret and what is nested; without it the value's own form decides
   */
  static SortedMap<String, Object> of(Node.Obj root, @Nullable Schema schema) {
    var delivery = new Delivery();
    root.members().forEach((name, member) -> delivery.add(name, member.value(), key(schema, name)));
    if (!delivery.nested.isEmpty()) {
      delivery.properties.put(
          PropertyNames.NESTED, delivery.nested.stream().sorted().toArray(String[]::new));
    }
    return delivery.properties;
  }

  /** The key of a schema with a name. */
  static @Nullable Key<?> key(@Nullable Schema schema, String name) {
    if (schema == null) {
      return null;
    }
    return schema.keys().stream().filter(key -> key.name().equals(name)).findFirst().orElse(null);
  }

  private void add(String name, Node node, @Nullable Key<?> key) {
    if (node instanceof Node.Null) {
      return;
    }
    Object flat = key != null && key.shape() == Key.Shape.NESTED ? null : flat(node);
    Object value = flat == null ? JsonWriting.write(node) : flat;
    boolean hidden = flat == null || placeholder(value) || (key != null && key.secret());
    String property = hidden ? "." + name : name;
    if (flat == null) {
      nested.add(property);
    }
    properties.put(property, value);
  }

  private static boolean placeholder(Object value) {
    return switch (value) {
      case String text -> Placeholders.in(text);
      case String[] texts -> List.of(texts).stream().anyMatch(Placeholders::in);
      default -> false;
    };
  }

  /** A scalar or a list of scalars as Config Admin carries it; null for what is neither. */
  private static @Nullable Object flat(Node node) {
    return switch (node) {
      case Node.Text text -> text.value();
      case Node.Bool bool -> bool.value();
      case Node.Num number -> JsonNumber.value(number.literal());
      case Node.Arr list -> list(list.items());
      case Node.Obj _, Node.Null _ -> null;
    };
  }

  private static Object @Nullable [] list(List<Node> items) {
    if (!items.isEmpty() && items.stream().allMatch(Delivery::whole)) {
      return items.stream()
          .map(item -> (Long) JsonNumber.value(((Node.Num) item).literal()))
          .toArray(Long[]::new);
    }
    String[] texts = new String[items.size()];
    for (int i = 0; i < texts.length; i++) {
      switch (items.get(i)) {
        case Node.Text text -> texts[i] = text.value();
        case Node.Bool bool -> texts[i] = String.valueOf(bool.value());
        case Node.Num number -> texts[i] = number.literal();
        case Node.Obj _, Node.Arr _, Node.Null _ -> {
          return null;
        }
      }
    }
    return texts;
  }

  private static boolean whole(Node node) {
    return node instanceof Node.Num number && number.whole();
  }

  /** Whether two configurations say the same, lists compared by content. */
  static boolean same(Map<String, Object> one, Map<String, Object> other) {
    return one.keySet().equals(other.keySet())
        && one.entrySet().stream()
            .allMatch(e -> java.util.Objects.deepEquals(e.getValue(), other.get(e.getKey())));
  }
}
