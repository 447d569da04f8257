// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import java.security.SecureRandom;
import java.time.Duration;

/**
 * How circuits are built and how long they are used.
 *
 * @param build deadline for building one
 * @param attempts how many paths are tried for one need
 * @param dirtiness after its first stream, a circuit takes new ones for so long
 * @param unused a circuit without any stream is kept for so long
 * @param ready how many circuits without streams are held ready for each kind of exit that was
 *     asked for lately
 * @param mostUnused how many circuits without streams there may be at a time
 * @param most how many circuits there may be at a time
 */
public record CircuitSettings(
    Duration build,
    int attempts,
    Duration dirtiness,
    Duration unused,
    int ready,
    int mostUnused,
    int most,
    SecureRandom random) {

  /** What C tor does by default, but for the learnt timeout. */
  public static CircuitSettings standard(SecureRandom random) {
    return new CircuitSettings(
        Duration.ofSeconds(15),
        8,
        Duration.ofMinutes(10),
        Duration.ofMinutes(30),
        2,
        14,
        2048,
        random);
  }
}
