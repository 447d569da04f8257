// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import io.sallyport.torcore.netdoc.BandwidthWeights;
import io.sallyport.torcore.netdoc.Consensus;
import io.sallyport.torcore.netdoc.Digest256;
import io.sallyport.torcore.netdoc.Microdesc;
import io.sallyport.torcore.netdoc.Microdescs;
import io.sallyport.torcore.netdoc.NetdocException;
import io.sallyport.torcore.netdoc.Samples;
import io.sallyport.torcore.netdoc.SignedConsensus;
import io.sallyport.torcore.netdoc.TestNetwork;
import java.util.HashMap;
import java.util.Map;

/** Networks to choose paths in. */
public final class Networks {

  private Networks() {}

  /** The nine relays of the sample: one address, no measured bandwidth. */
  public static NetDir sample() {
    return new NetDir(Samples.consensus(), Samples.microdescs()::get);
  }

  /** The sample without the microdescriptor of a relay, which then is in no path. */
  public static NetDir without(Relay relay) {
    var microdescs = new HashMap<>(Samples.microdescs());
    microdescs.remove(relay.status().microdesc());
    return new NetDir(Samples.consensus(), microdescs::get);
  }

  /** Generated relays, spread over subnets. */
  public static NetDir generated(int relays) {
    var network = new TestNetwork(relays, 1, 11, Samples.NOW);
    return new NetDir(consensus(network), microdescs(network)::get);
  }

  public static Consensus consensus(TestNetwork network) {
    try {
      return SignedConsensus.open(network.consensus(1)).read();
    } catch (NetdocException e) {
      throw new AssertionError(e);
    }
  }

  public static Map<Digest256, Microdesc> microdescs(TestNetwork network) {
    var all = new HashMap<Digest256, Microdesc>();
    Microdescs.read(network.microdescs(), digest -> true)
        .entries()
        .forEach(entry -> all.put(entry.microdesc().digest(), entry.microdesc()));
    return all;
  }

  /** A consensus with other weights. */
  public static Consensus with(Consensus c, BandwidthWeights weights) {
    return new Consensus(
        c.method(),
        c.lifetime(),
        c.voteDelay(),
        c.distributionDelay(),
        c.knownFlags(),
        c.requirements(),
        c.parameters(),
        c.previousRandom(),
        c.currentRandom(),
        c.voters(),
        c.relays(),
        weights,
        c.digest());
  }
}
