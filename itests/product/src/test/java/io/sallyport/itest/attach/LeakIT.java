// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.testing.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever happens to the product, to the interface or to the rules: while a client sends all that
 * it can, no packet of it gets past the gateway, as a capture beyond the gateway shows.
 */
@Timeout(120)
class LeakIT {

  private static final int ROUNDS = 25;
  private static final String TO_SERVER = "{\"final\": \"direct\"}";

  private Triad triad;
  private Wire wire;
  private Gateway gateway;
  private Load load;

  @BeforeEach
  void attach() throws Exception {
    triad = Triad.create();
    triad.python(triad.server, Programs.ECHO);
    wire = new Wire(triad);
    gateway = new Gateway(triad).attach(TO_SERVER).start();
    load = new Load(triad);
    // That it is the relay which serves: without it the faults below would prove nothing.
    Await.until(
        "traffic by the relay",
        () ->
            load.count("connected") > 0
                && gateway.relayed() > 0
                && gateway.counter("streams") > 0
                && gateway.counter("datagrams") > 0);
  }

  @AfterEach
  void end() throws Exception {
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
  }

  /** Everything is refused from now on, and at once. */
  private void assertShut() throws Exception {
    load.rounds(ROUNDS);
    long connected = load.count("connected");
    long refused = load.count("refused");
    load.rounds(ROUNDS);
    wire.assertNothingLeaked();
    assertThat(load.count("connected")).as("connections after the fault").isEqualTo(connected);
    assertThat(load.count("refused")).as("refusals after the fault").isGreaterThan(refused);
  }

  private void assertServes() throws Exception {
    long connected = load.count("connected");
    load.rounds(ROUNDS);
    wire.assertNothingLeaked();
    assertThat(load.count("connected")).isGreaterThan(connected);
  }

  @Test
  void theProcessIsKilledAndComesBack() throws Exception {
    gateway.kill();
    assertShut();
    gateway.launch();
    gateway.awaitPhase("attached");
    assertServes();
  }

  @Test
  void theProcessEndsInOrder() throws Exception {
    gateway.stop();
    assertShut();
  }

  @Test
  void theOutboundIsGone() throws Exception {
    gateway
        .config("io.sallyport.outbound.direct~gone", "{\"inet4_bind_address\": \"10.213.2.1\"}")
        .attach("{\"final\": \"gone\"}");
    Await.until("the outbound", () -> gateway.json("attach:show lab0").toString().contains("gone"));
    java.nio.file.Files.delete(gateway.home().config("io.sallyport.outbound.direct~gone"));
    Await.until(
        "the outbound is gone", () -> !gateway.shell("outbound:list").out().contains("gone"));
    assertShut();
  }

  @Test
  void itsFileIsSpoiled() throws Exception {
    gateway.attach("{\"final\": \"direct\", \"rules\": [{\"port\": \"x\"}]}");
    Await.until(
        "the file is refused",
        () ->
            gateway
                .json("config:list")
                .toString()
                .toLowerCase(java.util.Locale.ROOT)
                .contains("stale"));
    assertServes();
  }

  @Test
  void somebodyFlushesAllRules() throws Exception {
    triad.gateway.setUp("nft flush ruleset");
    load.rounds(ROUNDS);
    wire.assertNothingLeaked();
    Await.until(
        "the rules are back",
        () -> triad.gateway.run("nft", "list", "tables").out().contains("sallyport_guard_lab0"));
    assertThat(gateway.counter("rules_repaired")).isPositive();
    assertServes();
  }

  @Test
  void theInterfaceGoesAndComesAgain() throws Exception {
    load.close();
    triad.unlink();
    Await.until(
        "it is missed",
        () -> gateway.json("attach:list").toString().contains("there is no interface"));
    triad.link();
    load = new Load(triad);
    load.rounds(ROUNDS);
    wire.assertNothingLeaked();
    assertServes();
  }

  @Test
  void theInterfaceIsRenamed() throws Exception {
    triad.gateway.setUp(
        "ip link set lab0 down; ip link set lab0 name other0; ip link set other0 up;"
            + " ip -6 address replace %s/64 dev other0 nodad".formatted(Triad.GATEWAY6));
    assertShut();
    triad.gateway.setUp(
        "ip link set other0 down; ip link set other0 name lab0; ip link set lab0 up;"
            + " ip -6 address replace %s/64 dev lab0 nodad".formatted(Triad.GATEWAY6));
    assertServes();
  }

  /** As after a reboot: nothing of ours is there, but what an administrator has kept of it. */
  @Test
  void theGuardThatIsLoadedAtBootHoldsBeforeTheProductIsThere() throws Exception {
    var script = java.nio.file.Files.createTempFile("sallyport", ".nft");
    try {
      java.nio.file.Files.writeString(script, gateway.shell("attach:guard lab0").out());
      gateway.kill();
      triad.gateway.setUp(
          "nft -f %s; ip rule del priority 5200; ip -6 rule del priority 5200; nft delete table"
                  .formatted(script)
              + " inet sallyport_capture_lab0");
      assertShut();
      gateway.launch();
      gateway.awaitPhase("attached");
      assertServes();
    } finally {
      java.nio.file.Files.delete(script);
    }
  }

  @Test
  void onlyAnOrderlyDetachOpensIt() throws Exception {
    wire.assertNothingLeaked();
    gateway.shell("attach:disable lab0");
    Await.until(
        "the client gets through in clear",
        () -> wire.packets("src host " + Triad.CLIENT + " and tcp") > 0);
    assertThat(triad.gateway.run("nft", "list", "tables").out()).doesNotContain("sallyport");
    assertThat(triad.gateway.run("ip", "rule").out()).doesNotContain("5200").doesNotContain("5100");
  }

  @Test
  void releaseOpensItAndEnableShutsItAgain() throws Exception {
    gateway.shell("attach:release lab0");
    Await.until(
        "the client gets through in clear",
        () -> wire.packets("src host " + Triad.CLIENT + " and tcp") > 0);
    assertThat(gateway.shell("attach:list").out()).contains("released");
    gateway.shell("attach:enable lab0");
    gateway.awaitPhase("attached");
    load.rounds(ROUNDS);
    long leaked = wire.packets("src host " + Triad.CLIENT);
    load.rounds(ROUNDS);
    assertThat(wire.packets("src host " + Triad.CLIENT)).isEqualTo(leaked);
  }
}
