// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Configurations.ConfigFile;
import io.sallyport.api.config.Configurations.Finding;
import java.util.ArrayList;

/**
 * Files of outbounds in force that make none: a slip in the name of a file, or a jar that is not
 * there. They stay in force, since it may come at any time and need not declare its keys, but
 * somebody should know. Files of other kinds are remarked on by {@link Checker}.
 */
final class Orphans {

  private Orphans() {}

  /** A file as it is shown, with a remark if it has no taker. */
  static ConfigFile shown(Entry entry, Surroundings surroundings) {
    var file = entry.shown();
    if (!orphan(entry, surroundings) || entry.name() == null) {
      return file;
    }
    var findings = new ArrayList<>(file.findings());
    findings.add(
        new Finding(
            file.path(), 0, 0, "", "nothing here makes outbounds of " + entry.name().kind()));
    return new ConfigFile(
        file.path(), file.pid(), file.state(), file.generation(), file.since(), findings);
  }

  private static boolean orphan(Entry entry, Surroundings surroundings) {
    var name = entry.name();
    var inForce = entry.inForce();
    if (name == null || inForce == null || !inForce.configured()) {
      return false;
    }
    return name.outbound()
        && surroundings.schema(name.kind()) == null
        && entry.findings().isEmpty() // a likely slip is remarked on already
        && !surroundings.outbounds().contains(inForce.outboundTag());
  }
}
