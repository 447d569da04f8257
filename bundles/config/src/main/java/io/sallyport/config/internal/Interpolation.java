// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Fills placeholders in the values of a configuration. A JSON text is taken apart before and put
 * together after, so that whatever a secret holds stays one text in it.
 */
final class Interpolation {

  private final Placeholders.Source source;
  private final BiConsumer<String, String> failed;

  /**
   * Fills from a source.
   *
   * @param failed is told the path and the reason of each placeholder that keeps standing
   */
  Interpolation(Placeholders.Source source, BiConsumer<String, String> failed) {
    this.source = source;
    this.failed = failed;
  }

  /** The value of one property with all placeholders filled; the same object if it has none. */
  Object fill(String name, Object value, boolean json) {
    String path = name.startsWith(".") ? name.substring(1) : name;
    return switch (value) {
      case String text when !Placeholders.in(text) -> text;
      case String text when json -> json(path, text);
      case String text -> text(path, text);
      case String[] texts when Arrays.stream(texts).anyMatch(Placeholders::in) -> {
        String[] filled = new String[texts.length];
        for (int i = 0; i < texts.length; i++) {
          filled[i] = text(path + "[" + i + "]", texts[i]);
        }
        yield filled;
      }
      default -> value;
    };
  }

  private String json(String path, String text) {
    try {
      return JsonWriting.write(node(path, JsonParser.parse(text)));
    } catch (SyntaxProblem e) {
      failed.accept(path, "is no JSON: " + e.getMessage());
      return text;
    }
  }

  private Node node(String path, Node node) {
    return switch (node) {
      case Node.Obj(int at, var members) -> {
        Map<String, Node.Member> filled = new LinkedHashMap<>();
        members.forEach(
            (key, member) ->
                filled.put(
                    key, new Node.Member(member.keyAt(), node(path + "." + key, member.value()))));
        yield new Node.Obj(at, filled);
      }
      case Node.Arr(int at, var items) -> {
        List<Node> filled = new ArrayList<>();
        for (Node item : items) {
          filled.add(node(path + "[" + filled.size() + "]", item));
        }
        yield new Node.Arr(at, filled);
      }
      case Node.Text(int at, var value) -> new Node.Text(at, text(path, value));
      case Node.Num _, Node.Bool _, Node.Null _ -> node;
    };
  }

  private String text(String path, String text) {
    try {
      return Placeholders.fill(text, source);
    } catch (UnknownSecretException e) {
      failed.accept(path, String.valueOf(e.getMessage()));
      return text;
    }
  }
}
