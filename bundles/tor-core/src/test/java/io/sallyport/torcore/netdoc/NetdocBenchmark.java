// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdir.Relay;
import io.sallyport.torcore.path.NoPathException;
import io.sallyport.torcore.path.PathRules;
import io.sallyport.torcore.path.PathSelector;
import io.sallyport.torcore.path.Target;
import java.util.HashMap;

/** How long a directory of the size of the public network takes; to be run by hand. */
public final class NetdocBenchmark {

  private NetdocBenchmark() {}

  public static void main(String[] arguments) throws NetdocException {
    var network = new TestNetwork(9_000, 9, 1, Samples.NOW);
    byte[] consensus = network.consensus(9);
    byte[] microdescs = network.microdescs();
    var certificates = new HashMap<AuthorityCertificate.Id, AuthorityCertificate>();
    AuthorityCertificate.readAll(network.certificates())
        .entries()
        .forEach(entry -> certificates.put(entry.certificate().id(), entry.certificate()));
    System.err.printf(
        "consensus %d bytes, microdescs %d bytes%n", consensus.length, microdescs.length);
    for (int round = 0; round < 8; round++) {
      long start = System.nanoTime();
      var signed = SignedConsensus.open(consensus);
      long opened = System.nanoTime();
      var verdict = signed.check(network.voters(), certificates::get, Samples.NOW);
      long checked = System.nanoTime();
      var read = signed.read();
      long parsed = System.nanoTime();
      var byDigest = new HashMap<Digest256, Microdesc>();
      Microdescs.read(microdescs, digest -> true)
          .entries()
          .forEach(entry -> byDigest.put(entry.microdesc().digest(), entry.microdesc()));
      long described = System.nanoTime();
      var joined = new NetDir(read, byDigest::get);
      long end = System.nanoTime();
      System.err.printf(
          "%s: open %.1f, check %.1f, read %.1f, microdescs %.1f, join %.1f, all %.1f ms (%d"
              + " relays)%n",
          verdict instanceof SignatureVerdict.Trusted ? "trusted" : "refused",
          (opened - start) / 1e6,
          (checked - opened) / 1e6,
          (parsed - checked) / 1e6,
          (described - parsed) / 1e6,
          (end - described) / 1e6,
          (end - start) / 1e6,
          joined.relays().size());
      paths(joined);
    }
  }

  private static void paths(NetDir network) {
    var random = new java.security.SecureRandom();
    var selector = new PathSelector(network, PathRules.STANDARD, random);
    var guard = network.relays(Relay::canGuard).getFirst();
    int count = 100;
    long start = System.nanoTime();
    try {
      for (int i = 0; i < count; i++) {
        selector.path(new Target.Exit(443, false), allowed -> guard);
      }
    } catch (NoPathException e) {
      throw new IllegalStateException(e);
    }
    System.err.printf("a path: %.3f ms%n", (System.nanoTime() - start) / 1e6 / count);
  }
}
