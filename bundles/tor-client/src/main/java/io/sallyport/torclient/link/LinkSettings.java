// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all links of a client share.
 *
 * @param connect how long a TCP connection may take
 * @param handshake how long TLS and the link handshake may take together
 * @param idle after so long without a circuit a link closes
 * @param mostCircuits on one link
 * @param read counts bytes of cells that came
 * @param written counts bytes of cells that went
 */
public record LinkSettings(
    Duration connect,
    Duration handshake,
    Duration idle,
    int mostCircuits,
    SecureRandom random,
    InstantSource clock,
    LongAdder read,
    LongAdder written) {

  /** What C tor does, as far as it can be seen from outside. */
  public static LinkSettings standard(SecureRandom random, InstantSource clock) {
    return new LinkSettings(
        Duration.ofSeconds(10),
        Duration.ofSeconds(20),
        Duration.ofMinutes(3),
        4096,
        random,
        clock,
        new LongAdder(),
        new LongAdder());
  }
}
