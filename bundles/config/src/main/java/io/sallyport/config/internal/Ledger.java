// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.Outbound;
import io.sallyport.api.config.Configurations.ConfigFile;
import io.sallyport.api.config.Configurations.Finding;
import io.sallyport.api.config.Configurations.State;
import io.sallyport.api.config.Schema;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.LogLevel;

/**
 * All files and their generations: takes what changed, tells what is to be done. Pure but for its
 * own memory; one thread.
 */
final class Ledger {

  /** Files settle in two rounds; more only where tags move between files in a circle. */
  private static final int MAX_ROUNDS = 8;

  private static final int MAX_FINDINGS = 50;

  private final SortedMap<Path, Entry> entries = new TreeMap<>();
  private final Map<Path, Applied> adopted = new HashMap<>();
  private final Set<String> declared = new HashSet<>();
  private Map<String, Target> installed = new TreeMap<>();

  /** What Config Admin is to hold under a PID. */
  private record Target(FileName name, Applied applied) {}

  /** What {@link #settle} says is to be done. */
  record Settlement(List<Change> changes, List<Note> notes) {}

  /** Takes over a configuration that an earlier life of this bundle has left in Config Admin. */
  void adopt(FileName name, SortedMap<String, Object> properties) {
    var applied = new Applied(properties, "", true, null, List.of());
    installed.put(name.pid(), new Target(name, applied));
    if (properties.get(PropertyNames.FILE) instanceof String file) {
      adopted.put(Path.of(file), applied);
    }
  }

  /** The files, by name. */
  List<ConfigFile> files(Surroundings surroundings) {
    return entries.values().stream().map(entry -> Orphans.shown(entry, surroundings)).toList();
  }

  /** Whether a file waits for something that nobody will announce: a secret. */
  boolean restless() {
    return entries.values().stream()
        .anyMatch(
            e ->
                e.state() != State.APPLIED
                    && e.loaded() instanceof Loaded.Parsed(var document)
                    && Placeholders.in(document.text()));
  }

  /**
   * Judges all files anew.
   *
   * @param fresh files that were read again; empty for one that is gone
   */
  Settlement settle(Map<Path, Optional<Loaded>> fresh, Surroundings surroundings, Instant now) {
    surroundings.schemas().stream().map(Schema::pid).forEach(declared::add);
    Map<Path, Entry> before = new HashMap<>(entries);
    List<Note> notes = new ArrayList<>();
    fresh.forEach((path, loaded) -> take(path, loaded, now, notes));
    boolean moving = true;
    for (int round = 0; moving && round < MAX_ROUNDS; round++) {
      moving = false;
      var claims = new Claims(entries.values());
      for (Entry entry : List.copyOf(entries.values())) {
        Entry judged = judge(entry, claims, surroundings, now);
        moving |= judged.differs(entry);
        entries.put(entry.path(), judged);
      }
    }
    entries.values().stream()
        .filter(entry -> changed(before.get(entry.path()), entry))
        .forEach(entry -> notes.addAll(Note.about(entry, refusedBefore(before.get(entry.path())))));
    return new Settlement(changes(surroundings), notes);
  }

  private static boolean changed(@Nullable Entry before, Entry after) {
    return before == null || after.differs(before);
  }

  private static boolean refusedBefore(@Nullable Entry before) {
    return before != null && before.state() != State.APPLIED;
  }

  private void take(Path path, Optional<Loaded> loaded, Instant now, List<Note> notes) {
    Entry known = entries.get(path);
    if (loaded.isEmpty()) {
      adopted.remove(path);
      if (entries.remove(path) != null) {
        notes.add(new Note(LogLevel.INFO, path.getFileName() + ": removed"));
      }
    } else if (known == null) {
      entries.put(path, Entry.fresh(path, loaded.get(), adopted.remove(path), now));
    } else {
      entries.put(path, known.reloaded(loaded.get()));
    }
  }

  /** Notes that Config Admin would not take a configuration. */
  void failed(FileName name, String why, Instant now) {
    installed.remove(name.pid());
    entries.values().stream()
        .filter(entry -> name.equals(entry.name()))
        .toList()
        .forEach(
            entry ->
                entries.put(
                    entry.path(),
                    entry.refused(null, List.of(new Finding(entry.path(), 0, 0, "", why)), now)));
  }

  private Entry judge(Entry entry, Claims claims, Surroundings surroundings, Instant now) {
    return switch (entry.loaded()) {
      case Loaded.Broken(var finding) -> entry.refused(entry.inForce(), List.of(finding), now);
      case Loaded.Parsed(var document) -> judge(entry, document, claims, surroundings, now);
    };
  }

  private Entry judge(
      Entry entry, Document document, Claims claims, Surroundings surroundings, Instant now) {
    Applied inForce = entry.inForce();
    String kind = document.name().kind();
    if (surroundings.schema(kind) == null && declared.contains(kind)) {
      // Its bundle is being updated, or was taken out: nothing unchecked gets in meanwhile.
      if (inForce != null && document.text().equals(inForce.text())) {
        return entry;
      }
      var finding =
          new Finding(
              entry.path(),
              0,
              0,
              "",
              "the bundle that declares " + kind + " is not there any more");
      return entry.refused(inForce, List.of(finding), now);
    }
    Verdict verdict =
        Checker.check(document, surroundings, defined(document, claims, surroundings));
    var errors = new ArrayList<>(claims.conflicts(document));
    errors.addAll(verdict.errors());
    errors.addAll(OutboundGraph.loops(document, verdict, entries.values(), claims, surroundings));
    var remarks = new ArrayList<>(verdict.remarks());
    boolean sameAsVetted =
        inForce != null
            && inForce.vetted()
            && Delivery.same(inForce.properties(), verdict.properties());
    (sameAsVetted ? remarks : errors).addAll(verdict.dangling());
    if (errors.isEmpty()) {
      var applied =
          new Applied(
              verdict.properties(),
              verdict.digest(),
              verdict.vetted(),
              document.text(),
              verdict.references().stream().map(Schema.Reference::outbound).toList());
      return entry.applied(applied, List.copyOf(remarks), now);
    }
    // What came in unchecked, and a schema refuses now, was never good.
    boolean withdraw = inForce != null && !inForce.vetted() && verdict.vetted();
    return entry.refused(withdraw ? entry.good() : inForce, capped(errors), now);
  }

  /** A file of another kind altogether has an error in each line. */
  private static List<Finding> capped(List<Finding> errors) {
    if (errors.size() <= MAX_FINDINGS) {
      return List.copyOf(errors);
    }
    var first = new ArrayList<>(errors.subList(0, MAX_FINDINGS));
    int more = errors.size() - MAX_FINDINGS;
    first.add(new Finding(first.getFirst().file(), 0, 0, "", "and " + more + " more"));
    return List.copyOf(first);
  }

  static Set<String> defined(Document document, Claims claims, Surroundings surroundings) {
    var defined = new HashSet<>(claims.definedBeside(document.path()));
    defined.addAll(surroundings.outbounds());
    defined.addAll(List.of("direct", "block"));
    surroundings
        .defaults()
        .forEach(
            (pid, root) -> {
              if (pid.startsWith(Outbound.PID_PREFIX)) {
                defined.add(FeatureDefaults.document(pid, root).tag());
              }
            });
    return defined;
  }

  /** What would be refused in a file; its own entry says whether it has seniority. */
  static List<Finding> check(
      Entry own, Document document, List<Entry> beside, Surroundings surroundings) {
    var all = new ArrayList<>(beside);
    all.removeIf(entry -> entry.path().equals(own.path()));
    all.add(own);
    var claims = new Claims(all);
    var verdict = Checker.check(document, surroundings, defined(document, claims, surroundings));
    var findings = new ArrayList<>(claims.conflicts(document));
    findings.addAll(verdict.errors());
    findings.addAll(verdict.dangling());
    findings.addAll(OutboundGraph.loops(document, verdict, all, claims, surroundings));
    return List.copyOf(findings);
  }

  private List<Change> changes(Surroundings surroundings) {
    Map<String, Target> wanted = new TreeMap<>();
    surroundings
        .defaults()
        .forEach(
            (pid, root) -> {
              var document = FeatureDefaults.document(pid, root);
              var schema = surroundings.schema(document.name().kind());
              var applied =
                  new Applied(
                      FeatureDefaults.properties(document, schema), "", false, null, List.of());
              wanted.put(pid, new Target(document.name(), applied));
            });
    for (Entry entry : entries.values()) {
      if (entry.name() != null && entry.inForce() != null) {
        wanted.put(entry.name().pid(), new Target(entry.name(), entry.inForce()));
      }
    }
    // What was adopted stays until its file has been seen or is known to be gone.
    adopted.forEach(
        (path, applied) -> {
          FileName name = FileName.of(String.valueOf(path.getFileName()));
          wanted.putIfAbsent(name.pid(), new Target(name, applied));
        });
    wanted.values().removeIf(target -> !target.applied().configured());
    var changes = new ArrayList<Change>();
    installed.forEach(
        (pid, target) -> {
          if (!wanted.containsKey(pid)) {
            changes.add(new Change.Delete(target.name()));
          }
        });
    wanted.forEach(
        (pid, target) -> {
          Target old = installed.get(pid);
          if (old == null || !old.applied().same(target.applied())) {
            boolean force =
                old != null && !old.applied().digest().equals(target.applied().digest());
            changes.add(new Change.Put(target.name(), target.applied().properties(), force));
          }
        });
    installed = wanted;
    return changes;
  }
}
