// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.Schema;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The {@code configurations} of the Feature (Compendium §159.4) that the launcher passes on: each
 * is in force where no file has its PID.
 */
final class FeatureDefaults {

  /** Framework property with a JSON object of objects, by PID. */
  static final String PROPERTY = "sallyport.configurations";

  private FeatureDefaults() {}

  /**
   * Reads the framework property.
   *
   * @throws IllegalArgumentException if it is not what the launcher should pass
   */
  static Map<String, Node.Obj> parse(@Nullable String json) {
    Map<String, Node.Obj> defaults = new LinkedHashMap<>();
    if (json == null || json.isBlank()) {
      return defaults;
    }
    try {
      if (!(JsonParser.parse(json) instanceof Node.Obj root)) {
        throw new IllegalArgumentException(PROPERTY + " is no object");
      }
      for (Map.Entry<String, Node.Member> member : root.members().entrySet()) {
        String pid = FileName.of(member.getKey()).pid();
        if (!(member.getValue().value() instanceof Node.Obj values)) {
          throw new IllegalArgumentException(PROPERTY + ": " + pid + " is no object");
        }
        defaults.put(pid, values);
      }
      return defaults;
    } catch (SyntaxProblem e) {
      throw new IllegalArgumentException(PROPERTY + ": " + e.getMessage(), e);
    }
  }

  /** A default in the form of a file, so that both are read alike. */
  static Document document(String pid, Node.Obj root) {
    return new Document(Path.of(pid + FileName.SUFFIX), FileName.of(pid), "", root);
  }

  /** What Config Admin is to hold. */
  static SortedMap<String, Object> properties(Document document, @Nullable Schema schema) {
    var properties = Delivery.of(document.root(), schema);
    properties.put(PropertyNames.DEFAULT, true);
    if (document.name().outbound()) {
      properties.put(Outbound.TAG, document.tag());
    }
    return properties;
  }
}
