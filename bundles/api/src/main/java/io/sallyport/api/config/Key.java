// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import io.netty.util.NetUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One configuration key; immutable. The same object documents the key ({@code config:keys}), checks
 * a file and reads the value.
 *
 * @param <T> type of the value
 */
public final class Key<T> {

  /** What a key's value is made of, which decides how it travels through Config Admin. */
  public enum Shape {
    /** A string, number or boolean. */
    SCALAR,
    /** A list of scalars; one scalar alone counts as a list of one. */
    LIST,
    /** An object, or a list with objects in it: delivered as JSON text under a private name. */
    NESTED
  }

  private final String name;
  private final String type;
  private final String doc;
  private final Shape shape;
  private final Function<Object, T> parser;
  private final @Nullable String fallback;
  private final boolean required;
  private final boolean secret;

  private Key(
      String name,
      String type,
      String doc,
      Shape shape,
      Function<Object, T> parser,
      @Nullable String fallback,
      boolean required,
      boolean secret) {
    this.name = name;
    this.type = type;
    this.doc = doc;
    this.shape = shape;
    this.parser = parser;
    this.fallback = fallback;
    this.required = required;
    this.secret = secret;
  }

  private static <T> Key<T> scalar(
      String name, String type, String doc, Function<Object, T> parser) {
    return new Key<>(name, type, doc, Shape.SCALAR, parser, null, false, false);
  }

  /** Any text. */
  public static Key<String> string(String name, String doc) {
    return scalar(name, "string", doc, Key::text);
  }

  /** {@code true} or {@code false}. */
  public static Key<Boolean> bool(String name, String doc) {
    return scalar(
        name,
        "boolean",
        doc,
        value -> {
          if (value instanceof Boolean b) {
            return b;
          }
          return switch (String.valueOf(value)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("is neither true nor false");
          };
        });
  }

  /** A whole number within both bounds. */
  public static Key<Integer> integer(String name, String doc, int min, int max) {
    return scalar(
        name,
        max == Integer.MAX_VALUE ? "integer >= " + min : "integer " + min + ".." + max,
        doc,
        value -> {
          long number;
          try {
            number = value instanceof Number n ? exact(n) : Long.parseLong(text(value));
          } catch (NumberFormatException e) {
            throw new IllegalArgumentException("is not a whole number", e);
          }
          if (number < min || number > max) {
            throw new IllegalArgumentException(number + " is not within " + min + " to " + max);
          }
          return (int) number;
        });
  }

  /** A port to connect to or to listen on, 1 to 65535. */
  public static Key<Integer> port(String name, String doc) {
    return integer(name, doc, 1, 65535);
  }

  /** See {@link GoDuration}. */
  public static Key<Duration> duration(String name, String doc) {
    return scalar(name, "duration", doc, value -> GoDuration.parse(text(value)));
  }

  /** A number of bytes within both bounds; see {@link ByteSize}. */
  public static Key<Long> bytes(String name, String doc, long min, long max) {
    return scalar(
        name,
        "bytes",
        doc,
        value -> {
          long bytes = ByteSize.parse(text(value));
          if (bytes < min || bytes > max) {
            throw new IllegalArgumentException(bytes + " is not within " + min + " to " + max);
          }
          return bytes;
        });
  }

  /** A textual IPv4 or IPv6 address. */
  public static Key<String> address(String name, String doc) {
    return scalar(
        name,
        "address",
        doc,
        value -> {
          String text = text(value);
          if (NetUtil.createByteArrayFromIpAddressString(text) == null) {
            throw new IllegalArgumentException(
                "\"" + text + "\" is not an IP address such as 127.0.0.1 or ::1");
          }
          return text;
        });
  }

  /** One of the constants of an enum, written in lower case. */
  public static <E extends Enum<E>> Key<E> choice(String name, String doc, Class<E> values) {
    var words =
        Arrays.stream(values.getEnumConstants())
            .map(e -> e.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining(" | "));
    return scalar(
        name,
        words,
        doc,
        value -> {
          for (E constant : values.getEnumConstants()) {
            if (constant.name().toLowerCase(Locale.ROOT).equals(text(value))) {
              return constant;
            }
          }
          throw new IllegalArgumentException("\"" + text(value) + "\" is none of " + words);
        });
  }

  /** A list of texts; one text alone is a list of one, as in sing-box. */
  public static Key<List<String>> strings(String name, String doc) {
    return new Key<>(name, "list of string", doc, Shape.LIST, Key::texts, null, false, false);
  }

  /** A nested value, read as JSON text. */
  public static Key<String> json(String name, String type, String doc) {
    return new Key<>(name, type, doc, Shape.NESTED, Key::text, null, false, false);
  }

  /** The same key with a default, in the form in which a file would have it. */
  public Key<T> or(String value) {
    return new Key<>(name, type, doc, shape, parser, value, false, secret);
  }

  /** The same key, without which a file is refused. */
  public Key<T> asRequired() {
    return new Key<>(name, type, doc, shape, parser, null, true, secret);
  }

  /** The same key, whose value is never shown or logged. */
  public Key<T> asSecret() {
    return new Key<>(name, type, doc, shape, parser, fallback, required, true);
  }

  /** The name in files. */
  public String name() {
    return name;
  }

  /** What may stand there, for people. */
  public String type() {
    return type;
  }

  /** What it does. */
  public String doc() {
    return doc;
  }

  /** How it travels. */
  public Shape shape() {
    return shape;
  }

  /** Its default as a file would have it; null if it has none. */
  public @Nullable String fallback() {
    return fallback;
  }

  /** Whether a file must have it. */
  public boolean required() {
    return required;
  }

  /** Whether its value must never be shown. */
  public boolean secret() {
    return secret;
  }

  /** Name in a component's properties: with a dot before it where it must stay private. */
  public String propertyName() {
    return secret || shape == Shape.NESTED ? "." + name : name;
  }

  /**
   * Reads a value as Config Admin delivers it.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public T parse(Object value) {
    return parser.apply(value);
  }

  private static String text(Object value) {
    if (value instanceof String || value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    throw new IllegalArgumentException("is a list where one value is expected");
  }

  private static long exact(Number number) {
    if (number instanceof Double || number instanceof Float) {
      throw new NumberFormatException(number.toString());
    }
    return number.longValue();
  }

  private static List<String> texts(Object value) {
    if (value instanceof Object[] many) {
      return Arrays.stream(many).map(String::valueOf).toList();
    }
    if (value instanceof Iterable<?> many) {
      var list = new ArrayList<String>();
      many.forEach(one -> list.add(String.valueOf(one)));
      return List.copyOf(list);
    }
    return List.of(text(value));
  }

  @Override
  public String toString() {
    return name;
  }
}
