// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.Outbound;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What of a file is in force.
 *
 * @param properties as they stand in Config Admin; empty if the file is disabled
 * @param digest of the secrets that were filled in
 * @param vetted whether a schema has approved of it
 * @param text of the file; null where it was found in Config Admin's store
 * @param outbounds that it names; empty too where it was found in the store
 */
record Applied(
    SortedMap<String, Object> properties,
    String digest,
    boolean vetted,
    @Nullable String text,
    List<String> outbounds) {

  /** A file that has its place, without any effect. */
  static final Applied NOTHING = new Applied(new TreeMap<>(), "", true, null, List.of());

  /** Whether there is a configuration of it at all. */
  boolean configured() {
    return !properties.isEmpty();
  }

  /** The tag of the outbound that it makes, if it makes one. */
  @Nullable String outboundTag() {
    return properties.get(Outbound.TAG) instanceof String tag ? tag : null;
  }

  /** Whether it has the effect of another. */
  boolean same(Applied other) {
    return digest.equals(other.digest) && Delivery.same(properties, other.properties);
  }
}
