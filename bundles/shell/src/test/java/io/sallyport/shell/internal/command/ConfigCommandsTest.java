// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.sallyport.api.Inbound;
import io.sallyport.api.config.Configurations;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.shell.internal.server.TestShell;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigCommandsTest {

  private static final Path FILE = Path.of("/etc/sp/configs/io.sallyport.socks~lab.cfg.json");

  private record SocksSchema(String pid, String doc, List<Key<?>> keys) implements Schema {}

  private static final Configurations FILES =
      new Fakes.Files(
          List.of(
              new Configurations.ConfigFile(
                  FILE,
                  "io.sallyport.socks~lab",
                  Configurations.State.STALE,
                  3,
                  Fakes.NOW,
                  List.of(new Configurations.Finding(FILE, 4, 9, "listen_port", "is no port")))),
          List.of(
              new SocksSchema(
                  "io.sallyport.socks",
                  "a listener",
                  List.of(
                      Key.port("listen_port", "port to listen on").asRequired(),
                      Key.string("listen", "address").or("127.0.0.1")))),
          file -> List.of());

  private final TestShell shell =
      new TestShell()
          .with(
              "config",
              new ConfigCommands(
                  FILES,
                  new Inbounds(
                      List.of(
                          new Fakes.OneInbound(
                              "lab",
                              new Fakes.OnePolicy(q -> null, List.of()),
                              new Inbound.Status("127.0.0.1:1080", "the port is in use"))))),
              "list",
              "errors")
          .with("config", new ConfigKeys(FILES), "keys");

  @Test
  void aRefusedFileTellsWhatIsStillInForce_andWhere() {
    var result = shell.run("config:errors");
    assertThat(result.status()).isZero();
    assertThat(result.out())
        .contains(
            "generation 3 is still in force",
            "io.sallyport.socks~lab.cfg.json:4:9: listen_port: is no port",
            "inbound lab: the port is in use");
    var json = JsonParser.parseString(shell.run("config:errors --json").out()).getAsJsonArray();
    assertThat(json).hasSize(2);
    assertThat(json.get(0).getAsJsonObject().get("line").getAsInt()).isEqualTo(4);
  }

  @Test
  void listShowsStates() {
    assertThat(shell.run("config:list").out()).contains("stale", "io.sallyport.socks~lab");
  }

  @Test
  void keysAreFoundByTheLastPartOfAPid() {
    assertThat(shell.run("config:keys socks").out())
        .containsPattern("listen_port +integer 1..65535 +required +port to listen on")
        .containsPattern("listen +string +127.0.0.1 +address");
    assertThat(shell.run("config:keys").out()).contains("io.sallyport.socks");
    assertThat(shell.run("config:keys nothing").status()).isEqualTo(1);
  }
}
