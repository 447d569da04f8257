// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;

/** Writes a tree as compact JSON, without comments, numbers as they were written. */
final class JsonWriting {

  private JsonWriting() {}

  static String write(Node node) {
    var text = new StringWriter();
    try (var out = new JsonWriter(text)) {
      out.setHtmlSafe(false);
      write(out, node);
    } catch (IOException e) {
      throw new UncheckedIOException("a StringWriter does not fail", e);
    }
    return text.toString();
  }

  private static void write(JsonWriter out, Node node) throws IOException {
    switch (node) {
      case Node.Obj object -> {
        out.beginObject();
        for (Map.Entry<String, Node.Member> member : object.members().entrySet()) {
          out.name(member.getKey());
          write(out, member.getValue().value());
        }
        out.endObject();
      }
      case Node.Arr list -> {
        out.beginArray();
        for (Node item : list.items()) {
          write(out, item);
        }
        out.endArray();
      }
      case Node.Text text -> out.value(text.value());
      case Node.Num number -> out.jsonValue(number.literal());
      case Node.Bool bool -> out.value(bool.value());
      case Node.Null nothing -> out.nullValue();
    }
  }
}
