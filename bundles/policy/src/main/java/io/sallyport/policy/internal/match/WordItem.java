// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

import io.sallyport.api.Origin;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code inbound}, {@code interface} and {@code auth_user}: words that must be equal. */
public record WordItem(Word word, List<String> words, Set<String> set) implements Item {

  /** What is compared. */
  public enum Word {
    AUTH_USER("auth_user"),
    INBOUND("inbound"),
    INTERFACE("interface");

    private final String field;

    Word(String field) {
      this.field = field;
    }

    /** What a flow has there; null if nothing. */
    public @Nullable String of(Origin origin) {
      return switch (this) {
        case AUTH_USER -> origin.user();
        case INBOUND -> origin.inbound();
        case INTERFACE -> origin.interfaceName();
      };
    }

    /** Its key in files. */
    public String field() {
      return field;
    }
  }

  /** Words as they are written. */
  public static WordItem of(Word word, List<String> words) {
    return new WordItem(word, words.stream().distinct().toList(), Set.copyOf(words));
  }

  @Override
  public String field() {
    return word.field();
  }

  @Override
  public String values() {
    return Texts.list(words);
  }

  @Override
  public boolean matches(Subject subject) {
    String found = word.of(subject.origin());
    return found != null && set.contains(found);
  }

  @Override
  public String found(Subject subject) {
    return field() + " is " + word.of(subject.origin());
  }

  @Override
  public String missed(Subject subject) {
    String found = word.of(subject.origin());
    return found == null ? "there is no " + field() : field() + " " + found + Texts.isNot(words);
  }
}
