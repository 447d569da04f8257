// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Needs;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Run;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** The archive, unpacked where somebody might: a path with spaces, not to be written to. */
@Timeout(90)
class DistributionIT {

  private static final Path ARCHIVE = Product.ROOT.resolve("launcher/target/sallyport.tar.gz");

  @TempDir Path folder;

  private Path place;
  private Path home;

  @BeforeEach
  void unpack() throws Exception {
    place = Files.createDirectory(folder.resolve("a place of its own"));
    home = folder.resolve("some home");
    done(Run.of(List.of("tar", "-xzf", ARCHIVE.toString(), "-C", place.toString())));
    done(Run.of(List.of("chmod", "-R", "a-w", place.toString())));
  }

  /** Else the folder could not be taken away. */
  @AfterEach
  void release() throws Exception {
    done(Run.of(List.of("chmod", "-R", "u+w", place.toString())));
  }

  private static void done(Run run) {
    assertThat(run.status()).as(run::toString).isZero();
  }

  private String program() {
    return place.resolve("sallyport/bin/sallyport").toString();
  }

  private Run sallyport(String... words) throws Exception {
    var command = new java.util.ArrayList<>(List.of(program()));
    command.addAll(List.of(words));
    return Run.of(command);
  }

  @Test
  void runsFromThereWithItsHomeElsewhere() throws Exception {
    int port = Ports.free();
    Files.createDirectories(home.resolve("configs"));
    Files.writeString(
        home.resolve("configs/io.sallyport.socks~main.cfg.json"),
        "{\"listen_port\": %d, \"final\": \"direct\"}".formatted(port));
    var log = folder.resolve("log");
    var process =
        new ProcessBuilder(program(), "run", "--no-shell", "--home", home.toString())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try (var echo = ByteServer.echo()) {
      Await.until("its listener", Duration.ofSeconds(40), () -> Ports.accepts(port));
      try (var client = Socks5.open(port, "127.0.0.1", echo.port())) {
        client.getOutputStream().write(7);
        assertThat(client.getInputStream().read()).isEqualTo(7);
      }
      var status = sallyport("shell", "--home", home.toString(), "sallyport:status");
      assertThat(status.status()).isZero();
      assertThat(status.out()).contains("all active").contains(home.toString());
      for (var secret : List.of("run", "data")) {
        assertThat(
                PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(secret))))
            .as(secret)
            .isEqualTo("rwx------");
      }
    } finally {
      process.destroy();
      assertThat(process.waitFor(15, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(process.exitValue()).isZero();
    assertThat(Files.readString(log)).doesNotContain("ERROR").doesNotContain("WARN");
  }

  @Test
  void theProgramExplainsItself() throws Exception {
    assertThat(sallyport("version").out()).startsWith("sallyport ");
    assertThat(sallyport("run", "--help").out()).contains("sallyport run [--home DIR]");
    assertThat(sallyport("run", "--help").status()).isZero();
    assertThat(sallyport("fly").status()).isEqualTo(2);
    assertThat(sallyport("run", "--hoem", "x").err()).contains("--hoem").contains("usage");
    var feature = sallyport("run", "--home", home.toString(), "--feature", "nosuch");
    assertThat(feature.status()).isEqualTo(2);
    assertThat(feature.err()).contains("no feature nosuch");
    var nobody = sallyport("shell", "--home", home.toString(), "session:list");
    assertThat(nobody.status()).as("nothing runs").isEqualTo(3);
    assertThat(nobody.err()).contains("no Sallyport runs with home " + home);
  }

  /** In a mount namespace where only an old Java is to be found. */
  @Test
  void anOldJavaIsNotEnoughAndTheMessageHelps() throws Exception {
    Needs.program("unshare", "util-linux");
    var old = Files.createDirectories(folder.resolve("old/bin")).resolve("java");
    Files.writeString(old, "#!/bin/sh\necho 'openjdk version \"17.0.9\" 2023-10-17' >&2\n");
    Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
    var script =
        """
        for there in /usr/lib/jvm /opt; do
          [ ! -d $there ] || mount -t tmpfs none $there
        done
        exec env -i "PATH=$1:/usr/bin:/bin" HOME=/nonexistent "$2" version
        """;
    var run =
        Run.of(
            List.of(
                "unshare",
                "-rm",
                "/bin/sh",
                "-ec",
                script,
                "sh",
                old.getParent().toString(),
                program()),
            Map.of());
    if (run.err().contains("unshare") || run.err().contains("mount:")) {
      throw new TestAbortedException("no mount namespaces here: " + run.err());
    }
    assertThat(run.status()).as(run::toString).isEqualTo(2);
    assertThat(run.err())
        .contains("needs Java 25")
        .contains("apt install openjdk-25-jre-headless")
        .contains("SALLYPORT_JAVA");
  }

  @Test
  void javaIsFoundWithoutAnyVariable() throws IOException, InterruptedException {
    var run =
        Run.of(
            List.of("env", "-i", "PATH=/usr/bin:/bin", "HOME=/nonexistent", program(), "version"));
    assertThat(run.status()).as(run::toString).isZero();
  }
}
