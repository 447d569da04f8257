// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torcore.netdir.TorNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which network, and how its directory is fetched.
 *
 * @param network whom to believe and where to begin
 * @param cache directory for what was fetched, made 0700; null keeps nothing
 * @param testing whether the network is one for testing: pauses after failures are a tenth
 * @param connectTimeout for a stream to stand, and for each read
 * @param fetchTimeout for one document to come as a whole
 * @param hedge how long one server may take with the consensus before a second is asked too
 * @param parameters network parameters that the operator sets over those of the consensus
 */
public record DirectorySettings(
    TorNetwork network,
    @Nullable Path cache,
    boolean testing,
    Duration connectTimeout,
    Duration fetchTimeout,
    Duration hedge,
    Map<String, Integer> parameters) {

  public DirectorySettings {
    parameters = Map.copyOf(parameters);
  }

  /** What is usual. */
  public static DirectorySettings of(TorNetwork network, @Nullable Path cache, boolean testing) {
    return new DirectorySettings(
        network,
        cache,
        testing,
        Duration.ofSeconds(20),
        Duration.ofMinutes(3),
        Duration.ofSeconds(testing ? 2 : 5),
        Map.of());
  }
}
