// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import io.sallyport.itest.harness.Needs;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.tor.network.TorNode.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A running private Tor network. Where {@code tor} is not installed the test is skipped, with
 * {@code CI=true} it fails. A network that does not come up leaves its folder, logs included, and
 * says where it is.
 */
public final class PrivateTorNetwork implements AutoCloseable {

  private final Path root;
  private final ExitNames names;
  private final TorConfiguration configuration;
  private final Map<String, TorProcess> running = new LinkedHashMap<>();

  private PrivateTorNetwork(Path root, ExitNames names, TorConfiguration configuration) {
    this.root = root;
    this.names = names;
    this.configuration = configuration;
  }

  /** Starts one; returns when every relay is in the consensus and every relay has it. */
  public static PrivateTorNetwork start(NetworkShape shape) throws Exception {
    Needs.program("tor", "tor");
    var privately =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    var root = Files.createTempDirectory("sallyport-tor", privately);
    var planned = new ArrayList<TorNode>();
    for (int i = 0; i < shape.authorities(); i++) {
      planned.add(plan(root, "auth" + i, Kind.AUTHORITY, Ports.free()));
    }
    for (int i = 0; i < shape.relays(); i++) {
      planned.add(plan(root, "relay" + i, Kind.RELAY, 0));
    }
    for (int i = 0; i < shape.exits(); i++) {
      planned.add(plan(root, "exit" + i, Kind.EXIT, 0));
    }
    for (var node : planned) {
      Files.createDirectory(node.data(), privately);
      Files.createDirectory(node.data().resolve("keys"), privately);
    }
    var names = new ExitNames();
    var resolver =
        Files.writeString(root.resolve("resolv.conf"), "nameserver 127.0.0.1:" + names.port());
    var empty = Files.createFile(root.resolve("empty"));
    PrivateTorNetwork network = null;
    try {
      var nodes = new NodeKeys().make(planned);
      network =
          new PrivateTorNetwork(
              root,
              names,
              new TorConfiguration(shape, List.copyOf(nodes), resolver, empty, Instant.now()));
      for (var node : nodes) {
        network.launch(node);
      }
      new Bringup(network).run();
      return network;
    } catch (Exception | AssertionError e) {
      names.close();
      if (network != null) {
        network.stop();
      }
      e.addSuppressed(new IOException("logs of the private network are in " + root));
      throw e;
    }
  }

  private static TorNode plan(Path root, String name, Kind kind, int dirPort) {
    return new TorNode(
        name, kind, Ports.free(), dirPort, Ports.free(), root.resolve(name), "", "", "");
  }

  private void launch(TorNode node) throws IOException {
    running.put(
        node.nickname(), TorProcess.start(node.nickname(), node.data(), configuration.of(node)));
  }

  /** All nodes, those that were killed too. */
  public List<TorNode> nodes() {
    return configuration.nodes();
  }

  /** The nodes of a kind. */
  public List<TorNode> nodes(Kind kind) {
    return nodes().stream().filter(node -> node.kind() == kind).toList();
  }

  /** What makes a client trust this network: one torrc {@code DirAuthority} line each. */
  public List<String> dirAuthorities() {
    return nodes(Kind.AUTHORITY).stream().map(TorNode::dirAuthorityLine).toList();
  }

  /** The node of an RSA fingerprint, in hex of either case. */
  public TorNode node(String rsaId) {
    return nodes().stream()
        .filter(node -> node.rsaId().equalsIgnoreCase(rsaId))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no node " + rsaId));
  }

  /** The process of a node. */
  public TorProcess process(TorNode node) {
    var process = running.get(node.nickname());
    if (process == null) {
      throw new IllegalArgumentException("no process of " + node.nickname());
    }
    return process;
  }

  /** A control connection to a node. */
  public TorControl control(TorNode node) throws IOException {
    return new TorControl(node.controlPort(), node.data());
  }

  /** What exits have looked up. */
  public ExitNames names() {
    return names;
  }

  /** Cuts a node off, as a power failure would. */
  public void kill(TorNode node) throws InterruptedException {
    process(node).kill();
    process(node).awaitEnd();
  }

  /** Starts a node again that was killed. */
  public void restart(TorNode node) throws IOException {
    launch(node);
  }

  /** A client of C tor on this network, with a SOCKS port; ends with the network. */
  public TorClientProcess client(String... lines) throws Exception {
    var client = TorClientProcess.start(root, configuration.common(), List.of(lines));
    running.put(client.name(), client.process());
    return client;
  }

  /** Ends a client and starts it again from its cache. */
  public TorClientProcess restart(TorClientProcess client) throws Exception {
    var again = client.restart();
    running.put(again.name(), again.process());
    return again;
  }

  void requireAlive() throws IOException {
    for (var process : running.values()) {
      process.requireAlive();
    }
  }

  private void stop() {
    running.values().forEach(TorProcess::terminate);
    for (var process : running.values()) {
      try {
        process.awaitEnd();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        process.kill();
      }
    }
  }

  /** Ends every process and removes the folder. */
  @Override
  public void close() throws IOException {
    names.close();
    stop();
    try (var files = Files.walk(root)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
