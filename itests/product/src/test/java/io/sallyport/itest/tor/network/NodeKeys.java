// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import io.sallyport.itest.harness.Needs;
import io.sallyport.itest.tor.network.TorNode.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** Makes the keys of all nodes, in parallel, by the programs that come with Tor. */
final class NodeKeys {

  private static final Pattern V3_IDENTITY = Pattern.compile("(?m)^fingerprint (\\w+)");
  private static final long DEADLINE_SECONDS = 60;
  private static final String PASSPHRASE = "of a private network\n";

  private final Path tor = Needs.program("tor", "tor");
  private final Path gencert = Needs.program("tor-gencert", "tor");

  private record Job(TorNode node, Process process) {}

  List<TorNode> make(List<TorNode> nodes) throws IOException, InterruptedException {
    var jobs = new ArrayList<Job>();
    for (var node : nodes) {
      if (node.kind() == Kind.AUTHORITY) {
        jobs.add(new Job(node, certificate(node)));
      }
      jobs.add(new Job(node, identities(node)));
    }
    for (var job : jobs) {
      if (!job.process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
        job.process.destroyForcibly();
        throw new IOException("keys of " + job.node.nickname() + " take too long");
      }
      if (job.process.exitValue() != 0) {
        throw new IOException(
            "no keys for " + job.node.nickname() + ": " + Files.readString(log(job.node)));
      }
    }
    var done = new ArrayList<TorNode>();
    for (var node : nodes) {
      done.add(node.withKeys(lastWord(node, "fingerprint"), ed25519(node), v3Identity(node)));
    }
    return done;
  }

  private Process certificate(TorNode node) throws IOException {
    var keys = node.data().resolve("keys");
    var process =
        new ProcessBuilder(
                gencert.toString(),
                "--create-identity-key",
                "--passphrase-fd",
                "0",
                "-m",
                "12",
                "-a",
                "127.0.0.1:" + node.dirPort(),
                "-i",
                keys.resolve("authority_identity_key").toString(),
                "-s",
                keys.resolve("authority_signing_key").toString(),
                "-c",
                keys.resolve("authority_certificate").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log(node).toFile()))
            .start();
    try (var input = process.getOutputStream()) {
      input.write(PASSPHRASE.getBytes(StandardCharsets.US_ASCII));
    }
    return process;
  }

  private Process identities(TorNode node) throws IOException {
    // A relay wants to know an authority before it shows its keys; this one does not exist.
    var nobody = "F".repeat(40);
    return new ProcessBuilder(
            tor.toString(),
            "--list-fingerprint",
            "--quiet",
            "-f",
            "/nonexistent",
            "--ignore-missing-torrc",
            "--defaults-torrc",
            "/nonexistent",
            "--ORPort",
            String.valueOf(node.orPort()),
            "--DataDirectory",
            node.data().toString(),
            "--Nickname",
            node.nickname(),
            "--Address",
            "127.0.0.1",
            "--DirAuthority",
            "nobody orport=1 v3ident=" + nobody + " 127.0.0.1:1 " + nobody)
        .redirectInput(Path.of("/dev/null").toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log(node).toFile()))
        .start();
  }

  private static Path log(TorNode node) {
    return node.data().resolveSibling(node.nickname() + ".keys.log");
  }

  private static String ed25519(TorNode node) throws IOException {
    return lastWord(node, "fingerprint-ed25519");
  }

  private static String lastWord(TorNode node, String file) throws IOException {
    var text = Files.readString(node.data().resolve(file)).strip();
    return text.substring(text.lastIndexOf(' ') + 1);
  }

  private static String v3Identity(TorNode node) throws IOException {
    if (node.kind() != Kind.AUTHORITY) {
      return "";
    }
    var matcher =
        V3_IDENTITY.matcher(
            Files.readString(node.data().resolve("keys").resolve("authority_certificate")));
    if (!matcher.find()) {
      throw new IOException("the certificate of " + node.nickname() + " has no fingerprint");
    }
    return matcher.group(1);
  }
}
