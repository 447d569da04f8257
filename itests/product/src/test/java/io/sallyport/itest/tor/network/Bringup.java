// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import io.sallyport.itest.tor.network.TorNode.Kind;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

/** From started processes to a network that serves clients, with a condition for every step. */
final class Bringup {

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final long NUDGE_NANOS = 1_500_000_000L;

  private final PrivateTorNetwork network;

  Bringup(PrivateTorNetwork network) {
    this.network = network;
  }

  /** A step that a node may not be ready to answer about. */
  private interface Step {
    boolean done() throws IOException;
  }

  void run() throws Exception {
    for (var authority : network.nodes(Kind.AUTHORITY)) {
      await(authority.nickname() + " has every descriptor", () -> hasDescriptors(authority));
    }
    for (var authority : network.nodes(Kind.AUTHORITY)) {
      try (var control = network.control(authority)) {
        // Changed options make an authority schedule its vote anew.
        control.command(
            "SETCONF TestingV3AuthInitialVotingInterval=5 TestingV3AuthVotingStartOffset=0");
      }
    }
    for (var authority : network.nodes(Kind.AUTHORITY)) {
      await(authority.nickname() + " lists every relay", () -> listsEveryRelay(authority));
    }
    for (var node : network.nodes()) {
      await(node.nickname() + " has the consensus", nudged(node));
    }
  }

  private void await(String what, Step step) throws Exception {
    Await.until(
        what,
        DEADLINE,
        () -> {
          network.requireAlive();
          try {
            return step.done();
          } catch (IOException e) {
            return false; // not listening yet, or nothing to serve
          }
        });
  }

  private boolean hasDescriptors(TorNode authority) throws IOException {
    var text = get(authority, "/tor/server/all");
    var seen = new HashSet<String>();
    text.lines()
        .filter(line -> line.startsWith("fingerprint "))
        .forEach(line -> seen.add(line.substring(12).replace(" ", "")));
    return seen.containsAll(identities());
  }

  private boolean listsEveryRelay(TorNode authority) throws IOException {
    var text = get(authority, "/tor/status-vote/current/consensus-microdesc");
    var seen = new HashSet<String>();
    text.lines()
        .filter(line -> line.startsWith("r "))
        .map(line -> Base64.getDecoder().decode(line.split(" ")[2]))
        .forEach(id -> seen.add(HexFormat.of().withUpperCase().formatHex(id)));
    return seen.containsAll(identities());
  }

  private Set<String> identities() {
    var all = new HashSet<String>();
    network.nodes().forEach(node -> all.add(node.rsaId()));
    return all;
  }

  private Step nudged(TorNode node) {
    var last = new long[] {System.nanoTime() - NUDGE_NANOS};
    return () -> {
      try (var control = network.control(node)) {
        if (control.bootstrapped()) {
          return true;
        }
        if (System.nanoTime() - last[0] >= NUDGE_NANOS) {
          last[0] = System.nanoTime();
          control.command("SIGNAL RELOAD"); // forgets failed downloads and tries again at once
        }
        return false;
      }
    };
  }

  private static String get(TorNode authority, String path) throws IOException {
    var connection =
        URI.create("http://127.0.0.1:" + authority.dirPort() + path).toURL().openConnection();
    connection.setConnectTimeout(3000);
    connection.setReadTimeout(3000);
    try (var in = connection.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
