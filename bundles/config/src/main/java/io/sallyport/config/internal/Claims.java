// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Configurations.Finding;
import io.sallyport.api.config.Configurations.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which file has which PID and which outbound tag; where two want one, the one in force has it. */
final class Claims {

  private static final Comparator<Entry> SENIORITY =
      Comparator.<Entry>comparingInt(entry -> entry.inForce() == null ? 1 : 0)
          .thenComparing(Entry::path);

  private final Map<String, Path> pids = new HashMap<>();
  private final Map<String, Path> tags = new HashMap<>();
  private final Map<Path, Set<String>> defined = new HashMap<>();

  Claims(Collection<Entry> entries) {
    var seniors = entries.stream().filter(e -> e.name() != null).sorted(SENIORITY).toList();
    for (Entry entry : seniors) {
      if (entry.state() == State.STALE && entry.inForce() != null) {
        claim(tags, entry.inForce().outboundTag(), entry);
      }
    }
    for (Entry entry : seniors) {
      FileName name = entry.name();
      if (name == null) {
        continue;
      }
      if (entry.inForce() != null || entry.loaded() instanceof Loaded.Parsed) {
        claim(pids, name.pid(), entry);
      }
      if (name.outbound()) {
        define(entry, name);
      }
    }
  }

  /** Every file for an outbound defines its tag, even one that is refused: one error, not ten. */
  private void define(Entry entry, FileName name) {
    var here = defined.computeIfAbsent(directory(entry.path()), _ -> new HashSet<>());
    if (entry.inForce() != null && entry.inForce().outboundTag() instanceof String tag) {
      here.add(tag);
    }
    switch (entry.loaded()) {
      case Loaded.Parsed(var document) -> {
        here.add(document.tag());
        if (document.enabled()) {
          claim(tags, document.tag(), entry);
        }
      }
      case Loaded.Broken _ -> {
        if (name.instance() instanceof String instance) {
          here.add(instance);
        }
      }
    }
  }

  private static void claim(
      Map<String, Path> claims, @org.jspecify.annotations.Nullable String what, Entry entry) {
    if (what != null) {
      claims.putIfAbsent(what, entry.path());
    }
  }

  /** What a file wants and another has. */
  List<Finding> conflicts(Document document) {
    var findings = new ArrayList<Finding>();
    Path pid = pids.get(document.name().pid());
    if (pid != null && !pid.equals(document.path())) {
      findings.add(
          new Finding(
              document.path(),
              0,
              0,
              "",
              "the PID " + document.name().pid() + " belongs to " + pid + " already"));
    }
    Path tag = tags.get(document.tag());
    boolean wanted = document.name().outbound() && document.enabled();
    if (wanted && pid != null && pid.equals(document.path()) && tag != null && !tag.equals(pid)) {
      findings.add(
          document.findingAt(
              "tag",
              "the tag \"" + document.tag() + "\" belongs to " + tag.getFileName() + " already"));
    }
    return findings;
  }

  /** Tags of the outbounds that files in the folder of a file define. */
  Set<String> definedBeside(Path file) {
    return defined.getOrDefault(directory(file), Set.of());
  }

  private static Path directory(Path file) {
    Path parent = file.getParent();
    return parent == null ? file : parent;
  }
}
