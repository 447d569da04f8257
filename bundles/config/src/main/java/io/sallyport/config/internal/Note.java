// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Configurations.Finding;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.log.LogLevel;

/** A line for the log, written once for each change of how a file fares. */
record Note(LogLevel level, String text) {

  /** What is to be said about a file after a change. */
  static List<Note> about(Entry entry, boolean healed) {
    var notes = new ArrayList<Note>();
    String file = String.valueOf(entry.path().getFileName());
    switch (entry.state()) {
      case APPLIED -> {
        boolean disabled = entry.inForce() != null && !entry.inForce().configured();
        for (Finding finding : entry.findings()) {
          notes.add(new Note(disabled ? LogLevel.INFO : LogLevel.WARN, finding.toString()));
        }
        if (!disabled) {
          String verb = healed ? "is in order again, " : "";
          notes.add(
              new Note(
                  LogLevel.INFO,
                  file + ": " + verb + "in force, generation " + entry.generation()));
        }
      }
      case REFUSED -> refusal(notes, entry, "; nothing of this file is in force");
      case STALE -> refusal(notes, entry, "; the previous version stays in force");
    }
    return notes;
  }

  private static void refusal(List<Note> notes, Entry entry, String consequence) {
    for (Finding finding : entry.findings()) {
      notes.add(new Note(LogLevel.ERROR, finding + consequence));
    }
  }
}
