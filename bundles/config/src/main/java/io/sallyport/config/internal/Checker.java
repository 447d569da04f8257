// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Configurations.Finding;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks one file against the schema of its kind and finds every problem that it has. */
final class Checker {

  private final Document document;
  private final @Nullable Schema schema;
  private final Surroundings surroundings;
  private final Redaction redaction;
  private final List<Finding> errors = new ArrayList<>();
  private final List<Finding> dangling = new ArrayList<>();
  private final List<Finding> remarks = new ArrayList<>();
  private final List<Schema.Reference> references = new ArrayList<>();

  private Checker(Document document, Surroundings surroundings) {
    this.document = document;
    this.schema = surroundings.schema(document.name().kind());
    this.surroundings = surroundings;
    this.redaction = new Redaction(surroundings.secrets());
  }

  /**
   * Checks a file.
   *
   * @param defined the tags of outbounds that it may name
   */
  static Verdict check(Document document, Surroundings surroundings, Set<String> defined) {
    var checker = new Checker(document, surroundings);
    var members = new KeyCheck(document, checker.schema, checker.errors).accepted();
    if (!document.enabled()) {
      checker.remark("enabled", "is false: nothing of this file is in force");
      return checker.verdict(new TreeMap<>(), "", true);
    }
    SortedMap<String, Object> properties = checker.properties(members);
    Map<String, Object> filled = checker.fill(properties);
    if (checker.schema == null) {
      checker.remarkUnknownKind();
    } else {
      properties.putAll(checker.checkAgainst(checker.schema, filled, defined));
    }
    return checker.verdict(properties, SecretDigest.of(properties, filled), checker.schema != null);
  }

  private Verdict verdict(SortedMap<String, Object> properties, String digest, boolean vetted) {
    return new Verdict(
        properties,
        digest,
        List.copyOf(errors),
        List.copyOf(dangling),
        List.copyOf(remarks),
        List.copyOf(references),
        vetted);
  }

  private SortedMap<String, Object> properties(Map<String, Node.Member> members) {
    members.forEach(
        (name, member) -> {
          Key<?> key = Delivery.key(schema, name);
          if (key != null && key.secret()) {
            redaction.hide(member.value());
          }
        });
    var properties = Delivery.of(new Node.Obj(document.root().at(), members), schema);
    if (properties.get("service.ranking") instanceof Long ranking) {
      properties.put("service.ranking", ranking.intValue()); // only Integer counts, Core §5.2.5
    }
    properties.put(PropertyNames.FILE, document.path().toString());
    if (document.name().outbound()) {
      properties.put(Outbound.TAG, document.tag());
    }
    return properties;
  }

  private Map<String, Object> fill(SortedMap<String, Object> properties) {
    var interpolation =
        new Interpolation(redaction, (path, why) -> errors.add(document.findingAt(path, why)));
    List<String> nested =
        properties.get(PropertyNames.NESTED) instanceof String[] names
            ? Arrays.asList(names)
            : List.of();
    Map<String, Object> filled = new HashMap<>();
    properties.forEach(
        (name, value) -> filled.put(name, interpolation.fill(name, value, nested.contains(name))));
    return filled;
  }

  /** Checks what the file says; the service properties that follow from it. */
  private Map<String, Object> checkAgainst(
      Schema schema, Map<String, Object> filled, Set<String> defined) {
    Map<String, Object> delivered = new LinkedHashMap<>(filled);
    delivered.put("service.pid", document.name().pid());
    try {
      Settings settings = Settings.of(schema.keys(), delivered);
      try {
        schema.check(settings);
      } catch (ConfigException e) {
        e.problems().forEach(this::add);
      }
      references.addAll(schema.references(settings));
      for (Schema.Reference reference : references) {
        if (!defined.contains(reference.outbound())) {
          dangling.add(
              document.findingAt(
                  reference.path(),
                  redaction.clean("no outbound \"" + reference.outbound() + "\" is defined")
                      + Suggestion.near(reference.outbound(), defined)));
        }
      }
      if (errors.isEmpty() && document.name().outbound()) {
        return schema.serviceProperties(settings);
      }
    } catch (ConfigException e) {
      e.problems().forEach(this::add);
    } catch (RuntimeException e) {
      // The check is another bundle's, perhaps a third party's: it must not end ours.
      add(new ConfigProblem("", "could not be checked: " + e));
    }
    return Map.of();
  }

  /** Says each thing once: a value refused already counts as missing for the schema. */
  private void add(ConfigProblem problem) {
    if (errors.stream().noneMatch(error -> error.key().equals(problem.path()))
        || problem.path().isEmpty()) {
      errors.add(document.findingAt(problem.path(), redaction.clean(problem.message())));
    }
  }

  private void remark(String key, String message) {
    remarks.add(document.findingAt(key, message));
  }

  /**
   * A third party's outbound needs no schema; a misspelt name of ours should not pass in silence.
   */
  private void remarkUnknownKind() {
    String kind = document.name().kind();
    String near = Suggestion.near(kind, surroundings.schemas().stream().map(Schema::pid).toList());
    if (!near.isEmpty() || (kind.startsWith("io.sallyport.") && !document.name().outbound())) {
      remarks.add(
          new Finding(
              document.path(),
              0,
              0,
              "",
              "no bundle declares " + kind + "; taken unchecked" + near));
    }
  }
}
