// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON (RFC 8259) with comments, and with nothing else that JSON does not have. Total: any
 * text gives a tree or a {@link SyntaxProblem}.
 */
final class JsonParser {

  /** How deep values may nest. */
  static final int MAX_DEPTH = 64;

  private final String text;
  private final JsonScanner in;

  private JsonParser(String text) {
    this.text = text;
    this.in = new JsonScanner(text);
  }

  /** Reads one value and nothing after it. */
  static Node parse(String text) throws SyntaxProblem {
    var parser = new JsonParser(text);
    parser.in.skipBlank();
    Node value = parser.value(1);
    parser.in.skipBlank();
    if (!parser.in.atEnd()) {
      throw new SyntaxProblem(parser.in.position(), "something follows after the end of the value");
    }
    return value;
  }

  private Node value(int depth) throws SyntaxProblem {
    int at = in.position();
    if (in.atEnd()) {
      throw new SyntaxProblem(at, "the text ends where a value should stand");
    }
    return switch (text.charAt(at)) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> new Node.Text(at, in.string());
      case '\'' -> throw new SyntaxProblem(at, "texts stand in double quotes");
      default -> bare(at);
    };
  }

  private Node bare(int at) throws SyntaxProblem {
    String word = in.word();
    return switch (word) {
      case "" ->
          throw new SyntaxProblem(
              at, "'" + shown(text.charAt(at)) + "' stands where a value should stand");
      case "true" -> new Node.Bool(at, true);
      case "false" -> new Node.Bool(at, false);
      case "null" -> new Node.Null(at);
      default -> {
        if (!JsonNumber.isOne(word)) {
          throw new SyntaxProblem(
              at, shorten(word) + " is no value; a text needs double quotes around it");
        }
        if (!JsonNumber.fits(word)) {
          throw new SyntaxProblem(at, shorten(word) + " is larger than a number may be");
        }
        yield new Node.Num(at, word);
      }
    };
  }

  private Node object(int depth) throws SyntaxProblem {
    int at = open(depth);
    Map<String, Node.Member> members = new LinkedHashMap<>();
    while (!in.accept('}')) {
      if (!members.isEmpty()) {
        separator('}');
      }
      int keyAt = in.position();
      if (in.atEnd() || text.charAt(keyAt) != '"') {
        throw new SyntaxProblem(
            keyAt, in.atEnd() ? unclosed(at, '{') : "a key in double quotes is missing");
      }
      String key = in.string();
      in.skipBlank();
      if (!in.accept(':')) {
        throw new SyntaxProblem(in.position(), "a ':' is missing after the key");
      }
      in.skipBlank();
      var member = new Node.Member(keyAt, value(depth + 1));
      if (members.putIfAbsent(key, member) != null) {
        throw new SyntaxProblem(
            keyAt, "the key \"" + shorten(key) + "\" stands here a second time");
      }
      in.skipBlank();
      requireMore(at, '{');
    }
    return new Node.Obj(at, members);
  }

  private Node array(int depth) throws SyntaxProblem {
    int at = open(depth);
    List<Node> items = new ArrayList<>();
    while (!in.accept(']')) {
      if (!items.isEmpty()) {
        separator(']');
      }
      items.add(value(depth + 1));
      in.skipBlank();
      requireMore(at, '[');
    }
    return new Node.Arr(at, items);
  }

  private int open(int depth) throws SyntaxProblem {
    int at = in.position();
    if (depth > MAX_DEPTH) {
      throw new SyntaxProblem(at, "values nest deeper than " + MAX_DEPTH);
    }
    in.advance();
    in.skipBlank();
    requireMore(at, text.charAt(at));
    return at;
  }

  private void separator(char closing) throws SyntaxProblem {
    int at = in.position();
    if (!in.accept(',')) {
      throw new SyntaxProblem(at, "a ',' or '" + closing + "' is missing");
    }
    in.skipBlank();
    if (!in.atEnd() && text.charAt(in.position()) == closing) {
      throw new SyntaxProblem(at, "nothing follows after this ','");
    }
  }

  private void requireMore(int at, char opening) throws SyntaxProblem {
    if (in.atEnd()) {
      throw new SyntaxProblem(text.length(), unclosed(at, opening));
    }
  }

  private String unclosed(int at, char opening) {
    return "the text ends, and the '"
        + opening
        + "' of line "
        + Lines.of(text).line(at)
        + " is still open";
  }

  private static String shown(char c) {
    return c > ' ' && c < 0x7f ? String.valueOf(c) : "\\u%04x".formatted((int) c);
  }

  private static String shorten(String word) {
    return word.length() <= 40 ? word : word.substring(0, 40) + "...";
  }
}
