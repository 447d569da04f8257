// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What we use of an OSGi Feature (R8 chapter 159).
 *
 * @param id {@code group:artifact:version}
 * @param bundles in the order of the file
 * @param configurations defaults by PID
 * @param properties framework properties, from the extension {@code framework-properties}
 */
record Feature(
    String id, List<Entry> bundles, JsonObject configurations, Map<String, String> properties) {

  private static final String PROPERTIES = "framework-properties";

  /**
   * A bundle.
   *
   * @param id {@code group:artifact[:type[:classifier]]:version}
   * @param startOrder its start level
   */
  record Entry(String id, int startOrder) {

    /** Where a folder laid out as a Maven repository has it. */
    Path in(Path repository) {
      String[] part = id.split(":");
      String version = part[part.length - 1];
      String type = part.length > 3 ? part[2] : "jar";
      String classifier = part.length > 4 ? "-" + part[3] : "";
      return repository
          .resolve(part[0].replace('.', '/'))
          .resolve(part[1])
          .resolve(version)
          .resolve(part[1] + "-" + version + classifier + "." + type);
    }
  }

  /**
   * Reads a feature.
   *
   * @throws StartFailure naming the file and what is wrong in it
   */
  static Feature read(Path file) throws StartFailure {
    try {
      var json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
      var bundles = new ArrayList<Entry>();
      if (json.has("bundles")) {
        for (var bundle : json.getAsJsonArray("bundles")) {
          bundles.add(entry(bundle));
        }
      }
      var configurations =
          json.has("configurations") ? json.getAsJsonObject("configurations") : new JsonObject();
      return new Feature(
          json.get("id").getAsString(), List.copyOf(bundles), configurations, properties(json));
    } catch (IOException e) {
      throw new StartFailure("cannot read feature " + file + ": " + e.getMessage(), e);
    } catch (JsonParseException
        | IllegalStateException
        | ClassCastException
        | NullPointerException
        | NumberFormatException e) {
      throw new StartFailure("feature " + file + " is not an OSGi Feature: " + e.getMessage(), e);
    }
  }

  private static Entry entry(JsonElement bundle) {
    if (bundle.isJsonPrimitive()) {
      return new Entry(checked(bundle.getAsString()), 4);
    }
    var object = bundle.getAsJsonObject();
    int order = object.has("start-order") ? object.get("start-order").getAsInt() : 4;
    return new Entry(checked(object.get("id").getAsString()), order);
  }

  private static String checked(String id) {
    int parts = id.split(":").length;
    if (parts < 3 || parts > 5) {
      throw new IllegalStateException("\"" + id + "\" is not group:artifact:version");
    }
    return id;
  }

  private static Map<String, String> properties(JsonObject json) {
    var properties = new TreeMap<String, String>();
    if (json.has("extensions")) {
      json.getAsJsonObject("extensions")
          .asMap()
          .forEach(
              (name, extension) -> {
                if (name.equals(PROPERTIES)) {
                  extension
                      .getAsJsonObject()
                      .getAsJsonObject("json")
                      .asMap()
                      .forEach((key, value) -> properties.put(key, value.getAsString()));
                } else if (mandatory(extension.getAsJsonObject())) {
                  throw new IllegalStateException(
                      "the mandatory extension \"" + name + "\" is not known here");
                }
              });
    }
    return properties;
  }

  private static boolean mandatory(JsonObject extension) {
    return extension.has("kind") && extension.get("kind").getAsString().equals("mandatory");
  }
}
