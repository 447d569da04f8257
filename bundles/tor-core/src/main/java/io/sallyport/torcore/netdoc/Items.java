// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Walks over the items of a document (dir-spec §1.2): a keyword, its arguments, and perhaps an
 * object. A cursor: what it tells is about the item that {@link #advance} came to last. Allocates
 * only for what is asked for.
 */
final class Items {

  /** Longest line that is read, in bytes. */
  static final int MAX_LINE = 128 * 1024;

  /** Most arguments of one item that are read. */
  static final int MAX_ARGUMENTS = 512;

  private static final int MAX_OBJECT = 128 * 1024;
  private static final byte[] BEGIN = ascii("-----BEGIN ");
  private static final byte[] END = ascii("-----END ");
  private static final byte[] DASHES = ascii("-----");

  private final byte[] data;
  private final int end;
  private int next;
  private int line;

  private int start;
  private int keywordEnd;
  private int lineEnd;
  private int labelStart;
  private int labelEnd;
  private int objectStart;
  private int objectEnd;
  private int arguments = -1;
  private int[] bounds = new int[32];

  Items(byte[] data, int from, int to) {
    this.data = data;
    this.next = from;
    this.end = to;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Goes to the next item.
   *
   * @return false at the end
   */
  boolean advance() throws NetdocException {
    if (next >= end) {
      return false;
    }
    start = next;
    lineEnd = endOfLine(start);
    int at = start;
    while (at < lineEnd && isKeyword(data[at])) {
      at++;
    }
    if (at == start || at < lineEnd && data[at] != ' ' && data[at] != '\t') {
      throw problem(Kind.SYNTAX, "a line does not begin with a keyword");
    }
    keywordEnd = at;
    arguments = -1;
    next = lineEnd + 1;
    objectStart = -1;
    if (startsWith(next, end, BEGIN)) {
      object();
    }
    return true;
  }

  /** Goes back, so that the next {@link #advance} comes to this item again. */
  void back() {
    next = start;
    line--;
  }

  boolean is(byte[] keyword) {
    return keywordEnd - start == keyword.length && startsWith(start, keywordEnd, keyword);
  }

  String keyword() {
    return new String(data, start, keywordEnd - start, StandardCharsets.US_ASCII);
  }

  byte[] data() {
    return data;
  }

  /** Where the item begins. */
  int start() {
    return start;
  }

  /** Where the item that follows begins. */
  int next() {
    return next;
  }

  /** Where the arguments begin, without the space before them. */
  int restStart() {
    return Math.min(keywordEnd + 1, lineEnd);
  }

  int lineEnd() {
    return lineEnd;
  }

  /** All arguments as one text. */
  String rest() {
    return new String(data, restStart(), lineEnd - restStart(), StandardCharsets.ISO_8859_1);
  }

  int arguments() throws NetdocException {
    if (arguments < 0) {
      split();
    }
    return arguments;
  }

  /** Throws unless there are at least so many arguments. */
  void require(int count) throws NetdocException {
    if (arguments() < count) {
      throw value("has " + arguments + " arguments where " + count + " are needed");
    }
  }

  int argumentStart(int index) throws NetdocException {
    require(index + 1);
    return bounds[2 * index];
  }

  int argumentEnd(int index) throws NetdocException {
    require(index + 1);
    return bounds[2 * index + 1];
  }

  String argument(int index) throws NetdocException {
    int from = argumentStart(index);
    return new String(data, from, bounds[2 * index + 1] - from, StandardCharsets.ISO_8859_1);
  }

  boolean argumentIs(int index, byte[] text) throws NetdocException {
    int from = argumentStart(index);
    int to = bounds[2 * index + 1];
    return to - from == text.length && startsWith(from, to, text);
  }

  boolean hasObject() {
    return objectStart >= 0;
  }

  /** The bytes of the object, which must be there and be called so. */
  byte[] object(String label, int least, int most) throws NetdocException {
    if (!hasObject()) {
      throw problem(Kind.MISSING, keyword() + " has no object");
    }
    if (!Arrays.equals(data, labelStart, labelEnd, ascii(label), 0, label.length())) {
      throw value("has an object of another kind");
    }
    var text = new byte[objectEnd - objectStart];
    int size = 0;
    for (int i = objectStart; i < objectEnd; i++) {
      if (data[i] != '\n') {
        text[size++] = data[i];
      }
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(Arrays.copyOf(text, size));
    } catch (IllegalArgumentException e) {
      throw value("has an object that is not base64");
    }
    if (bytes.length < least || bytes.length > most) {
      throw value("has an object of " + bytes.length + " bytes");
    }
    return bytes;
  }

  /** An exception about a value of this item. */
  NetdocException value(String what) {
    return problem(Kind.VALUE, keyword() + " " + what);
  }

  NetdocException problem(Kind kind, String message) {
    return new NetdocException(kind, "line " + line + ": " + message);
  }

  private void split() throws NetdocException {
    int count = 0;
    int at = keywordEnd;
    while (true) {
      while (at < lineEnd && (data[at] == ' ' || data[at] == '\t')) {
        at++;
      }
      if (at == lineEnd) {
        break;
      }
      if (count == MAX_ARGUMENTS) {
        throw problem(Kind.TOO_LARGE, keyword() + " has too many arguments");
      }
      if (2 * count == bounds.length) {
        bounds = Arrays.copyOf(bounds, 2 * bounds.length);
      }
      bounds[2 * count] = at;
      while (at < lineEnd && data[at] != ' ' && data[at] != '\t') {
        at++;
      }
      bounds[2 * count + 1] = at;
      count++;
    }
    arguments = count;
  }

  private void object() throws NetdocException {
    int header = endOfLine(next);
    labelStart = next + BEGIN.length;
    labelEnd = header - DASHES.length;
    if (labelEnd <= labelStart || !startsWith(labelEnd, header, DASHES)) {
      throw problem(Kind.SYNTAX, "an object begins badly");
    }
    objectStart = header + 1;
    int at = objectStart;
    while (!startsWith(at, end, END)) {
      if (at - objectStart > MAX_OBJECT) {
        throw problem(Kind.TOO_LARGE, "an object is too large");
      }
      at = endOfLine(at) + 1;
    }
    objectEnd = at;
    int footer = endOfLine(at);
    int label = at + END.length;
    if (!Arrays.equals(
            data, label, Math.max(label, footer - DASHES.length), data, labelStart, labelEnd)
        || !startsWith(footer - DASHES.length, footer, DASHES)) {
      throw problem(Kind.SYNTAX, "an object ends badly");
    }
    next = footer + 1;
  }

  private int endOfLine(int from) throws NetdocException {
    line++;
    int limit = Math.min(end, from + MAX_LINE);
    for (int at = from; at < limit; at++) {
      byte b = data[at];
      if (b == '\n') {
        return at;
      }
      if (b == 0) {
        throw problem(Kind.SYNTAX, "there is a NUL");
      }
    }
    throw limit == end
        ? problem(Kind.TRUNCATED, "the document ends within a line")
        : problem(Kind.TOO_LARGE, "a line is too long");
  }

  private boolean startsWith(int from, int to, byte[] prefix) {
    return to - from >= prefix.length
        && Arrays.equals(data, from, from + prefix.length, prefix, 0, prefix.length);
  }

  private static boolean isKeyword(byte b) {
    return b >= 'a' && b <= 'z' || b >= '0' && b <= '9' || b == '-' || b >= 'A' && b <= 'Z';
  }
}
