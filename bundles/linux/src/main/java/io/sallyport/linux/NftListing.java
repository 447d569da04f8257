// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.util.List;
import java.util.Map;

/**
 * What a table holds, as nft lists it, without handles.
 *
 * @param table which
 * @param objects chains, sets, rules and the rest in the order of nft, one line of JSON each
 * @param counts packets and bytes by the name of a counter or the comment of a rule that counts
 */
public record NftListing(NftTable table, List<String> objects, Map<String, Count> counts) {

  public NftListing {
    objects = List.copyOf(objects);
    counts = Map.copyOf(counts);
  }

  /** What a counter has counted. */
  public record Count(long packets, long bytes) {}

  /** Whether the kernel treats packets the same by both, whatever they have counted. */
  public boolean same(NftListing other) {
    return table.equals(other.table) && objects.equals(other.objects);
  }
}
