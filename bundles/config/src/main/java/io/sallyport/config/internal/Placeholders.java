// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

/**
 * {@code $[secret:name]} and {@code $[env:NAME]} in texts; any number, anywhere in the text. What
 * comes in for them is not searched again.
 */
final class Placeholders {

  private static final String SECRET = "$[secret:";
  private static final String ENV = "$[env:";

  private Placeholders() {}

  /** Where the values come from. */
  interface Source {

    /** Content of a secret. */
    String secret(String name) throws UnknownSecretException;

    /** Value of an environment variable. */
    String env(String name) throws UnknownSecretException;
  }

  /** Whether a text has a placeholder in it. */
  static boolean in(String text) {
    return text.contains(SECRET) || text.contains(ENV);
  }

  /**
   * Puts the values in.
   *
   * @throws UnknownSecretException for the first that has none
   */
  static String fill(String text, Source source) throws UnknownSecretException {
    if (!in(text)) {
      return text;
    }
    var filled = new StringBuilder();
    int done = 0;
    for (int at = text.indexOf("$[", done); at >= 0; at = text.indexOf("$[", done)) {
      boolean secret = text.startsWith(SECRET, at);
      boolean env = text.startsWith(ENV, at);
      filled.append(text, done, at);
      if (!secret && !env) {
        filled.append("$[");
        done = at + 2;
        continue;
      }
      int end = text.indexOf(']', at);
      if (end < 0) {
        throw new UnknownSecretException("a ']' is missing after " + (secret ? SECRET : ENV));
      }
      String name = text.substring(at + (secret ? SECRET : ENV).length(), end);
      filled.append(secret ? source.secret(name) : source.env(name));
      done = end + 1;
    }
    return filled.append(text, done, text.length()).toString();
  }
}
