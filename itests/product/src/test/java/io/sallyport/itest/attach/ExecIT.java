// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Run;
import io.sallyport.testing.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code sallyport exec}: one program whose traffic goes by the product, or nowhere. */
@Timeout(180)
class ExecIT {

  private static final Path PROGRAM =
      Product.ROOT.resolve("launcher/target/sallyport/bin/sallyport");

  /** Says who the server takes it for, then tries again until it is ended. */
  private static final String PERSISTENT =
      """
      import socket, sys, time
      out = sys.argv[2]
      while True:
          try:
              s = socket.create_connection((sys.argv[1], 80), 2)
              said = s.recv(100).decode().strip()
          except OSError as e:
              said = 'error'
          with open(out, 'a') as f:
              f.write(said + '\\n')
          time.sleep(0.05)
      """;

  private Triad triad;
  private Wire wire;
  private Gateway gateway;
  private Path notes;

  @BeforeEach
  void space() throws Exception {
    if (!"root".equals(System.getProperty("user.name"))) {
      throw new org.opentest4j.TestAbortedException("exec needs root");
    }
    triad = Triad.create();
    triad.python(triad.server, Programs.ECHO);
    wire = new Wire(triad);
    gateway = new Gateway(triad);
    gateway.launch();
    notes = Files.createTempFile("sallyport-exec", ".notes");
  }

  @AfterEach
  void end() throws Exception {
    try {
      if (wire != null) {
        assertThat(wire.packets("net 169.254.0.0/16 or net fd53:616c:6c79::/48")).isZero();
        wire.assertNothingLeaked();
      }
    } finally {
      if (gateway != null) {
        gateway.close();
      }
      if (wire != null) {
        wire.close();
      }
      if (triad != null) {
        triad.close();
      }
      if (notes != null) {
        Files.deleteIfExists(notes);
      }
    }
  }

  private List<String> exec(String... command) {
    var words = new ArrayList<>(List.of(PROGRAM.toString(), "exec", "--home"));
    words.addAll(List.of(gateway.home().root().toString(), "--"));
    words.addAll(List.of(command));
    return words;
  }

  private Run run(String... command) throws Exception {
    return triad.gateway.run(exec(command).toArray(String[]::new));
  }

  private List<String> noted() throws Exception {
    return Files.readAllLines(notes);
  }

  private long last(String what) throws Exception {
    return noted().stream().filter(what::equals).count();
  }

  private void awaitNoTrace() throws Exception {
    Await.until(
        "no link, no table, no rule is left",
        () ->
            !triad.gateway.run("ip", "link").out().contains("sx-")
                && !triad.gateway.run("nft", "list", "tables").out().contains("sallyport")
                && !triad.gateway.run("ip", "rule").out().contains("5100:"));
  }

  private Process persistent() throws Exception {
    var process =
        triad.start(
            triad.gateway,
            exec("/usr/bin/python3", "-c", PERSISTENT, Triad.SERVER, notes.toString())
                .toArray(String[]::new));
    Await.until("it is served", () -> last("from " + Triad.OUTER) > 3);
    return process;
  }

  @Test
  void whatItDoesGoesByTheRelayInBothFamilies() throws Exception {
    for (var host : List.of(Triad.SERVER, Triad.SERVER6)) {
      var run = run("/usr/bin/python3", "-c", Programs.KNOCK, host, "80");
      assertThat(run.text())
          .as(run + gateway.log())
          .isEqualTo("got from " + (host.contains(":") ? Triad.OUTER6 : Triad.OUTER));
    }
    assertThat(gateway.json("session:stats").toString()).contains("\"sx-");
    awaitNoTrace();
  }

  @Test
  void itsStatusIsPassedOn() throws Exception {
    assertThat(run("sh", "-c", "exit 7").status()).isEqualTo(7);
    assertThat(run("sh", "-c", "kill -TERM $$").status()).isEqualTo(143);
    awaitNoTrace();
  }

  @Test
  void namesAreAnsweredHere() throws Exception {
    var run = run("dig", "+short", "+time=5", "+tries=1", "some.example", "A");
    assertThat(run.text()).as(run.toString()).startsWith("198.18.");
    awaitNoTrace();
  }

  @Test
  void aSignalEndsBoth() throws Exception {
    var process = persistent();
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    awaitNoTrace();
    int then = noted().size();
    Await.until("some time", () -> triad.gateway.run("true").status() == 0);
    assertThat(noted()).hasSize(then);
  }

  @Test
  void itEndsWithItsLauncherHoweverThatEnds() throws Exception {
    var process = persistent();
    process.destroyForcibly();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    awaitNoTrace();
    int then = noted().size();
    Await.until("some time", () -> triad.gateway.run("true").status() == 0);
    assertThat(noted()).hasSize(then);
  }

  @Test
  void nothingLeaksWhenTheInstanceDies() throws Exception {
    persistent();
    long served = last("from " + Triad.OUTER);
    gateway.kill();
    Await.until("it is refused", () -> last("error") > 5);
    assertThat(last("from " + Triad.OUTER)).isLessThan(served + 20);
  }
}
