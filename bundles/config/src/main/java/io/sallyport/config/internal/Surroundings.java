// SPDX-License-Identifier: Apache-2.0
package io.sallyport.config.internal;

import io.sallyport.api.config.Schema;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What files are judged against, as it is at one moment.
 *
 * @param schemas the kinds of files that bundles declare
 * @param outbounds tags of the outbounds that are registered
 * @param defaults configurations of the Feature, by PID
 */
record Surroundings(
    List<Schema> schemas,
    Set<String> outbounds,
    Map<String, Node.Obj> defaults,
    Placeholders.Source secrets) {

  /** The schema of a kind of file; null if no bundle declares it. */
  @Nullable Schema schema(String kind) {
    return schemas.stream().filter(schema -> schema.pid().equals(kind)).findFirst().orElse(null);
  }
}
