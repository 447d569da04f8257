// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Configurations.ConfigFile;
import io.sallyport.api.config.Configurations.Finding;
import io.sallyport.api.config.Configurations.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file and how it fares; immutable.
 *
 * @param name null if the name is none for a configuration file
 * @param loaded what stands in the file now
 * @param inForce what of it is in force, perhaps of an earlier version
 * @param good the last version that a schema has approved of
 */
record Entry(
    Path path,
    @Nullable FileName name,
    Loaded loaded,
    @Nullable Applied inForce,
    @Nullable Applied good,
    State state,
    int generation,
    Instant since,
    List<Finding> findings) {

  /** A file that nobody has judged yet. */
  static Entry fresh(Path path, Loaded loaded, @Nullable Applied adopted, Instant now) {
    FileName name;
    try {
      name = FileName.of(String.valueOf(path.getFileName()));
    } catch (IllegalArgumentException e) {
      name = null;
    }
    return new Entry(
        path,
        name,
        loaded,
        adopted,
        adopted,
        adopted == null ? State.REFUSED : State.APPLIED,
        adopted == null ? 0 : 1,
        now,
        List.of());
  }

  Entry reloaded(Loaded now) {
    return new Entry(path, name, now, inForce, good, state, generation, since, findings);
  }

  /** Taken: what it says is in force. */
  Entry applied(Applied now, List<Finding> remarks, Instant when) {
    boolean same = inForce != null && inForce.same(now);
    return new Entry(
        path,
        name,
        loaded,
        now,
        now.vetted() ? now : good,
        State.APPLIED,
        same ? generation : generation + 1,
        same && state == State.APPLIED ? since : when,
        remarks);
  }

  /** Not taken: something earlier stays in force, or nothing. */
  Entry refused(@Nullable Applied kept, List<Finding> errors, Instant when) {
    State next = kept == null ? State.REFUSED : State.STALE;
    return new Entry(
        path, name, loaded, kept, good, next, generation, next == state ? since : when, errors);
  }

  /** Whether something about it changed that its users would notice. */
  boolean differs(Entry before) {
    return state != before.state
        || generation != before.generation
        || !findings.equals(before.findings);
  }

  ConfigFile shown() {
    return new ConfigFile(path, name == null ? "" : name.pid(), state, generation, since, findings);
  }
}
