// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

/** The words of JSON, and the comments between them. */
final class JsonScanner {

  private final String text;
  private int position;

  JsonScanner(String text) {
    this.text = text;
  }

  int position() {
    return position;
  }

  boolean atEnd() {
    return position >= text.length();
  }

  void advance() {
    position++;
  }

  boolean accept(char wanted) {
    if (atEnd() || text.charAt(position) != wanted) {
      return false;
    }
    position++;
    return true;
  }

  /** Passes over white space, {@code // ...} and {@code /* ... }{@code *}{@code /}. */
  void skipBlank() throws SyntaxProblem {
    while (!atEnd()) {
      char c = text.charAt(position);
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        position++;
      } else if (text.startsWith("//", position)) {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (text.startsWith("/*", position)) {
        int end = text.indexOf("*/", position + 2);
        if (end < 0) {
          throw new SyntaxProblem(position, "this comment does not end");
        }
        position = end + 2;
      } else {
        return;
      }
    }
  }

  /** A run of characters that can stand in a number or a literal; empty if there is none. */
  String word() {
    int start = position;
    while (!atEnd()) {
      char c = text.charAt(position);
      if (c <= ' ' || "{}[]:,\"'/".indexOf(c) >= 0) {
        break;
      }
      position++;
    }
    return text.substring(start, position);
  }

  /** A text in double quotes, RFC 8259 §7. */
  String string() throws SyntaxProblem {
    int start = position++;
    var value = new StringBuilder();
    while (!atEnd()) {
      char c = text.charAt(position);
      if (c == '"') {
        position++;
        return value.toString();
      }
      if (c < ' ') {
        throw new SyntaxProblem(
            position,
            c == '\n' || c == '\r'
                ? "the text that begins in this line is not closed by a '\"'"
                : "a control character in a text is written \\u%04x".formatted((int) c));
      }
      if (c == '\\') {
        value.append(escape());
      } else {
        value.append(c);
        position++;
      }
    }
    throw new SyntaxProblem(start, "this text is not closed by a '\"'");
  }

  private char escape() throws SyntaxProblem {
    int start = position;
    char kind = position + 1 < text.length() ? text.charAt(position + 1) : 0;
    position += 2;
    return switch (kind) {
      case '"', '\\', '/' -> kind;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode(start);
      default -> throw new SyntaxProblem(start, "after a \\ stands one of \" \\ / b f n r t u");
    };
  }

  private char unicode(int start) throws SyntaxProblem {
    int code = 0;
    for (int end = position + 4; position < end; position++) {
      char c = atEnd() ? 0 : text.charAt(position);
      int digit = c < 0x7f ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw new SyntaxProblem(start, "after \\u stand four hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }
}
