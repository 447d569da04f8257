// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Configurations.Finding;
import io.sallyport.api.config.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which outbound file names which outbounds. Of another file counts what is in force of it, and
 * what it wants to be only where nothing is: so of two files that make a loop together, the one
 * that would close it is refused, and not both.
 */
final class OutboundGraph {

  private final Collection<Entry> entries;
  private final Claims claims;
  private final Surroundings surroundings;

  private OutboundGraph(Collection<Entry> entries, Claims claims, Surroundings surroundings) {
    this.entries = entries;
    this.claims = claims;
    this.surroundings = surroundings;
  }

  /** The ways from a file's outbound back to itself; none for a file that makes no outbound. */
  static List<Finding> loops(
      Document document,
      Verdict verdict,
      Collection<Entry> entries,
      Claims claims,
      Surroundings surroundings) {
    var findings = new ArrayList<Finding>();
    if (document.name().outbound() && !verdict.references().isEmpty()) {
      var graph = new OutboundGraph(entries, claims, surroundings);
      var loops = new OutboundLoops(graph::named);
      for (Schema.Reference reference : verdict.references()) {
        var way = loops.back(document.tag(), reference.outbound());
        if (way != null) {
          findings.add(
              document.findingAt(
                  reference.path(), "goes in a circle: " + String.join(" -> ", way)));
        }
      }
    }
    return findings;
  }

  private List<String> named(String tag) {
    List<String> wanted = List.of();
    for (Entry entry : entries) {
      var inForce = entry.inForce();
      if (inForce != null) {
        if (tag.equals(inForce.outboundTag())) {
          return inForce.outbounds();
        }
      } else if (entry.loaded() instanceof Loaded.Parsed(var document)
          && document.name().outbound()
          && document.enabled()
          && document.tag().equals(tag)) {
        var defined = Ledger.defined(document, claims, surroundings);
        wanted =
            Checker.check(document, surroundings, defined).references().stream()
                .map(Schema.Reference::outbound)
                .toList();
      }
    }
    return wanted;
  }
}
