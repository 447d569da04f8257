// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of messages: what checks say about a value often quotes it. Sees every secret
 * that is filled in, and is told those that stand in the file itself.
 */
final class Redaction implements Placeholders.Source {

  /** Shorter ones are hidden only where they stand in quotes: a message is made of short words. */
  private static final int SHORT = 4;

  private static final String HIDDEN = "***";

  private final Placeholders.Source source;
  private final Set<String> secrets =
      new TreeSet<>(Comparator.comparingInt(String::length).reversed().thenComparing(s -> s));

  Redaction(Placeholders.Source source) {
    this.source = source;
  }

  @Override
  public String secret(String name) throws UnknownSecretException {
    return seen(source.secret(name));
  }

  @Override
  public String env(String name) throws UnknownSecretException {
    return seen(source.env(name));
  }

  private String seen(String value) {
    hide(value);
    return value;
  }

  /** Hides a secret from now on. */
  void hide(String secret) {
    if (!secret.isEmpty()) {
      secrets.add(secret);
      String json = JsonWriting.write(new Node.Text(0, secret));
      secrets.add(json.substring(1, json.length() - 1));
    }
  }

  /** Hides every text and number in a value. */
  void hide(Node node) {
    switch (node) {
      case Node.Obj object -> object.members().values().forEach(member -> hide(member.value()));
      case Node.Arr list -> list.items().forEach(this::hide);
      case Node.Text text -> hide(text.value());
      case Node.Num number -> hide(number.literal());
      case Node.Bool _, Node.Null _ -> {}
    }
  }

  /** The message without secrets. */
  String clean(String message) {
    String clean = message;
    for (String secret : secrets) {
      if (clean.contains(secret)) {
        clean = clean.replace("\"" + secret + "\"", "\"" + HIDDEN + "\"");
        if (secret.length() >= SHORT) {
          clean =
              Pattern.compile("(?<!\\w)" + Pattern.quote(secret) + "(?!\\w)")
                  .matcher(clean)
                  .replaceAll(HIDDEN);
        }
      }
    }
    return clean;
  }
}
