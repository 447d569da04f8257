// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Run;
import io.sallyport.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is changed under load: bundles, types, rules that are refused, rules that others delete. */
@Timeout(240)
class ChangeIT {

  private static final int ROUNDS = 25;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Triad triad;
  private Wire wire;
  private Gateway gateway;
  private Load load;
  private Path folder;

  @BeforeEach
  void space() throws Exception {
    triad = Triad.create();
    triad.python(triad.server, Programs.ECHO);
    wire = new Wire(triad);
    gateway = new Gateway(triad).attach("{\"final\": \"direct\"}");
    folder = Files.createTempDirectory("sallyport-nft");
  }

  @AfterEach
  void end() throws Exception {
    try {
      if (wire != null) {
        wire.assertNothingLeaked();
      }
    } finally {
      if (load != null) {
        load.close();
      }
      if (gateway != null) {
        gateway.close();
      }
      if (wire != null) {
        wire.close();
      }
      if (triad != null) {
        triad.close();
      }
      Run.of(List.of("rm", "-r", folder.toString()));
    }
  }

  private void underLoad() throws Exception {
    load = new Load(triad);
    Await.until("traffic by the relay", () -> load.count("connected") > 0 && gateway.relayed() > 0);
  }

  private void assertServes() throws Exception {
    long connected = load.count("connected");
    Await.until("it serves", PATIENCE, () -> load.count("connected") > connected + 20);
    wire.assertNothingLeaked();
  }

  private void assertShut() throws Exception {
    load.rounds(ROUNDS);
    long connected = load.count("connected");
    long refused = load.count("refused");
    load.rounds(ROUNDS);
    wire.assertNothingLeaked();
    assertThat(load.count("connected")).isEqualTo(connected);
    assertThat(load.count("refused")).isGreaterThan(refused);
  }

  /** What the framework calls a bundle; its command start takes names for places. */
  private long id(String bundle) throws Exception {
    return gateway
        .shell("felix:lb -s")
        .out()
        .lines()
        .filter(line -> line.contains("io.sallyport." + bundle + " "))
        .mapToLong(line -> Long.parseLong(line.replaceFirst("\\|.*", "").strip()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"attach", "session", "dns", "linux"})
  void aBundleStopsAndStartsAgain(String bundle) throws Exception {
    gateway.start();
    underLoad();
    gateway.shell("felix:stop io.sallyport." + bundle);
    if (bundle.equals("linux")) {
      // Nobody needs its activator: its classes go on.
      assertServes();
    } else {
      assertShut();
    }
    gateway.shell("felix:start " + id(bundle));
    assertServes();
  }

  @ParameterizedTest
  @ValueSource(strings = {"attach", "session", "dns", "linux"})
  void aBundleIsUpdated(String bundle) throws Exception {
    gateway.start();
    underLoad();
    long id = id(bundle);
    gateway.shell("felix:update " + id);
    gateway.shell("felix:refresh " + id);
    load.rounds(ROUNDS);
    assertServes();
    gateway.awaitPhase("attached");
  }

  @Test
  void typesChangeWhileItServes() throws Exception {
    gateway.start();
    underLoad();
    for (var file :
        List.of(
            "{\"type\": \"tun\", \"final\": \"direct\"}",
            "{\"type\": \"tun\", \"gso\": false, \"final\": \"direct\"}",
            "{\"type\": \"tproxy\", \"final\": \"direct\"}",
            "{\"type\": \"redirect\", \"final\": \"direct\"}",
            "{\"type\": \"tun\", \"final\": \"direct\"}",
            "{\"type\": \"tproxy\", \"network\": [\"tcp\"], \"final\": \"direct\"}")) {
      long generation = gateway.generation();
      gateway.attach(file);
      Await.until("the new file " + file, () -> gateway.generation() > generation);
      assertServes();
    }
    Await.until(
        "nothing is left of devices",
        () ->
            !triad.gateway.run("ip", "rule").out().contains("5050:")
                && !triad.gateway.run("ip", "-6", "rule").out().contains("5050:")
                && !triad.gateway.run("ip", "link").out().contains("-lab0"));
    assertServes();
  }

  @Test
  void whatADeadProcessHasLeftIsNotInTheWay() throws Exception {
    triad.gateway.setUp(
        """
        for f in -4 -6; do
          ip $f route add unreachable default table 530001
          ip $f rule add iif lab0 fwmark 0x51000000/0x7f000000 lookup 530001 priority 5050
        done
        """);
    gateway.start();
    underLoad();
    assertServes();
    assertThat(triad.gateway.run("ip", "rule").out()).doesNotContain("530001");
  }

  @Test
  void aRuleOfRoutingThatSomebodyDeletesIsSetAgain() throws Exception {
    gateway.start();
    underLoad();
    triad.gateway.setUp("ip rule del priority 5100; ip -6 rule del priority 5200");
    Await.until(
        "the rules are back",
        () ->
            triad.gateway.run("ip", "rule").out().contains("5100:")
                && triad.gateway.run("ip", "-6", "rule").out().contains("5200:"));
    assertServes();
    assertThat(gateway.counter("rules_repaired")).isPositive();
  }

  /** An nft that finds fault with every script of ours that names a word, while a file is there. */
  private Path faultyNft(String word) throws Exception {
    var nft = folder.resolve("nft");
    var fault = folder.resolve("fault");
    Files.writeString(
        nft,
        """
        #!/bin/sh
        if [ -e %1$s ] && [ "$1" != list ] && [ "$2" != list ]; then
          case "$*" in *%2$s*) echo 'Error: syntax error, unexpected newline' >&2; exit 1;; esac
        fi
        exec %3$s "$@"
        """
            .formatted(fault, word, Run.find("nft")));
    Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwxr-xr-x"));
    gateway.with("PATH", folder + ":" + System.getenv("PATH") + ":/usr/sbin");
    return fault;
  }

  @Test
  void rulesThatNftRefusesLeaveTheOldOnes() throws Exception {
    var fault = faultyNft("sallyport_capture");
    gateway.start();
    underLoad();
    Files.createFile(fault);
    gateway.attach("{\"final\": \"direct\", \"type\": \"redirect\"}");
    Await.until("it is told", () -> gateway.shell("attach:list").out().contains("syntax error"));
    load.rounds(ROUNDS);
    wire.assertNothingLeaked();
    Files.delete(fault);
    gateway.awaitPhase("attached");
    assertServes();
  }

  @Test
  void nothingPassesWhereNftRefusesEverything() throws Exception {
    var fault = faultyNft("sallyport_");
    Files.createFile(fault);
    gateway.launch();
    Await.until("it is told", () -> gateway.shell("attach:list").out().contains("syntax error"));
    load = new Load(triad);
    load.rounds(2 * ROUNDS);
    assertThat(load.count("connected")).isZero();
    wire.assertNothingLeaked();
    Files.delete(fault);
    gateway.awaitPhase("attached");
    assertServes();
  }

  @Test
  void aFullDiskOpensNothing() throws Exception {
    var disk = gateway.home().root();
    var mounted = Run.of(List.of("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", "" + disk));
    if (mounted.status() != 0) {
      throw new org.opentest4j.TestAbortedException("needs root to mount: " + mounted);
    }
    try {
      Files.createDirectories(disk.resolve("configs"));
      gateway.attach("{\"final\": \"direct\"}").start();
      underLoad();
      Run.of(List.of("dd", "if=/dev/zero", "of=" + disk.resolve("full"), "bs=1M"));
      assertThat(Files.getFileStore(disk).getUsableSpace()).isZero();
      assertServes();
      gateway.kill();
      assertShut();
      gateway.begin();
      load.rounds(4 * ROUNDS);
      wire.assertNothingLeaked();
    } finally {
      gateway.kill();
      Run.of(List.of("umount", "-l", disk.toString()));
    }
  }

  @Test
  void aPortOfABridgePassesNothing() throws Exception {
    gateway.start();
    underLoad();
    triad.gateway.setUp(
        """
        ip link add br9 type bridge
        ip address add %s/24 dev br9
        ip link set br9 up
        ip link set lab0 master br9
        """
            .formatted(Triad.GATEWAY));
    Await.until(
        "it is told", () -> gateway.shell("attach:list").out().contains("is a port of br9"));
    long connected = load.count("connected");
    load.rounds(ROUNDS);
    assertThat(load.count("connected")).isLessThan(connected + 100);
    wire.assertNothingLeaked();
    triad.gateway.setUp("ip link set lab0 nomaster; ip link delete br9");
    assertServes();
  }
}
