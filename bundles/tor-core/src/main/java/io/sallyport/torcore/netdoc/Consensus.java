// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the authorities agreed on about the network (dir-spec §3.4), in the microdescriptor flavour.
 *
 * @param method the consensus method that made it; 32 to 35 are in use
 * @param lifetime for when it is
 * @param voteDelay how long authorities collect votes
 * @param distributionDelay how long they collect signatures
 * @param knownFlags every flag that the authorities speak of
 * @param requirements which protocols a client or relay should and must speak
 * @param parameters numbers that steer the network, with their defaults
 * @param previousRandom the shared random value of the day before; null where there is none
 * @param currentRandom that of the day; null where there is none
 * @param voters the authorities that took part
 * @param relays every relay, ascending by identity
 * @param weights how to use the bandwidth of relays
 * @param digest SHA-256 of what was signed
 */
public record Consensus(
    int method,
    Lifetime lifetime,
    Duration voteDelay,
    Duration distributionDelay,
    List<String> knownFlags,
    Requirements requirements,
    NetworkParameters parameters,
    @Nullable SharedRandom previousRandom,
    @Nullable SharedRandom currentRandom,
    List<Voter> voters,
    List<RouterStatus> relays,
    BandwidthWeights weights,
    Digest256 digest) {

  /** Which protocols the network asks for. Who lacks a required one must not take part. */
  public record Requirements(
      Protocols recommendedClient,
      Protocols recommendedRelay,
      Protocols requiredClient,
      Protocols requiredRelay) {}

  /** An authority that took part. */
  public record Voter(String nickname, RsaIdentity identity) {}
}
