// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import com.google.gson.JsonElement;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Headers that a configuration adds to each CONNECT, checked so that they stay headers. */
final class ExtraHeaders {

  /** The key in files; values may be tokens, so none is shown. */
  static final Key<String> HEADERS =
      Key.json(
              "headers",
              "object of string or list of string",
              "headers sent with each CONNECT request")
          .asSecret();

  /** They would change where the request ends, or say again what other keys say. */
  private static final Set<String> NOT_THESE =
      Set.of("content-length", "transfer-encoding", "host", "proxy-authorization");

  private static final int MAX_BYTES = 4096;

  private ExtraHeaders() {}

  /** One header line; its value may be secret. */
  record Line(String name, String value) {
    @Override
    public String toString() {
      return name + ": ***";
    }
  }

  static List<Line> of(Settings settings) throws ConfigException {
    var json = settings.find(HEADERS);
    if (json == null) {
      return List.of();
    }
    var lines = new ArrayList<Line>();
    var problems = new ArrayList<ConfigProblem>();
    NestedKeys.object(HEADERS, json)
        .asMap()
        .forEach(
            (name, value) -> {
              var problem = add(name, value, lines);
              if (problem != null) {
                problems.add(new ConfigProblem("headers." + name, problem));
              }
            });
    int bytes = lines.stream().mapToInt(l -> l.name().length() + l.value().length() + 4).sum();
    if (bytes > MAX_BYTES) {
      problems.add(new ConfigProblem("headers", "has more than " + MAX_BYTES + " bytes"));
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return List.copyOf(lines);
  }

  /** What is wrong with a header; null if nothing is. */
  private static @org.jspecify.annotations.Nullable String add(
      String name, JsonElement value, List<Line> lines) {
    if (NOT_THESE.contains(name.toLowerCase(Locale.ROOT))) {
      return "is not for this place";
    }
    var values = value.isJsonArray() ? value.getAsJsonArray().asList() : List.of(value);
    for (JsonElement one : values) {
      if (!one.isJsonPrimitive()) {
        return "is a string or a list of strings";
      }
      var text = one.getAsString();
      boolean printable =
          text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\t')
              && StandardCharsets.US_ASCII.newEncoder().canEncode(text);
      if (!printable) {
        return "holds something else than printable ASCII";
      }
      try {
        // Netty refuses what is no token (RFC 9110 §5.6.2).
        new DefaultHttpHeaders().add(name, text);
      } catch (IllegalArgumentException e) {
        return "is no header";
      }
      lines.add(new Line(name, text));
    }
    return null;
  }
}
