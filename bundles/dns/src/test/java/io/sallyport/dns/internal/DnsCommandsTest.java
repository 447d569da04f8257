// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.gson.JsonParser;
import io.sallyport.command.CommandFailure;
import io.sallyport.dns.internal.server.NameServer;
import io.sallyport.dns.internal.wire.Messages;
import io.sallyport.testing.RecordingShell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DnsCommandsTest {

  private NameServer server;
  private World world;
  private final RecordingShell shell = new RecordingShell();
  private DnsCommands commands;
  private QueryCommand query;

  @BeforeEach
  void start() throws Exception {
    server = new NameServer(null);
    server.put("www.example.com", 1, Messages.address("192.0.2.1", 300));
    world = new World(null);
    commands = new DnsCommands(world.resolvers);
    query = new QueryCommand(world.resolvers);
  }

  @AfterEach
  void stop() {
    world.close();
    server.close();
  }

  private void open() throws Exception {
    world.resolver(
        "{'servers': [{'type': 'udp', 'tag': 'up', 'server': '127.0.0.1', 'server_port': "
            + server.port
            + "}, {'type': 'fakeip', 'tag': 'fake'}],"
            + " 'rules': [{'domain': 'silent.example', 'action': 'reject', 'method': 'drop'}]}");
  }

  private void query(boolean json, String inbound, String name, String... type) throws Exception {
    query.query(shell.session(), json, inbound, name, type);
  }

  private void refused(int status, String message, String inbound, String name, String... type) {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(() -> query(false, inbound, name, type))
        .withMessageContaining(message)
        .satisfies(failure -> assertThat(failure.status()).isEqualTo(status));
  }

  @Test
  void withoutInboundsThereIsLittleToSay() throws Exception {
    commands.list(shell.session(), false);
    assertThat(shell.shown()).isEqualTo("no inbound has DNS");
    commands.cache(shell.session(), false, new String[0]);
    assertThat(shell.shown()).isEqualTo("nothing is kept");
    commands.fakeip(shell.session(), false, new String[0]);
    assertThat(shell.shown()).isEqualTo("no fake addresses");
    commands.flush(shell.session(), new String[0]);
    assertThat(shell.shown()).isEqualTo("no inbound has DNS");
    commands.list(shell.session(), true);
    assertThat(JsonParser.parseString(shell.shown()).getAsJsonArray()).isEmpty();
  }

  @Test
  void asksAsAClientWould() throws Exception {
    open();
    query(false, "lab1", "WWW.example.com.");
    assertThat(shell.shown()).matches("NOERROR after \\d+ ms from up\nA  300  192\\.0\\.2\\.1");
    query(false, "lab1", "www.example.com", "a");
    assertThat(shell.shown()).contains("from up, cached");
    query(false, "lab1", "x.onion", "AAAA");
    assertThat(shell.shown()).contains("from fake\nAAAA  60  fc00");
    query(false, "lab1", "silent.example");
    assertThat(shell.shown()).isEqualTo("no answer, as rules[0] says");
    query(true, "lab1", "no.example", "TXT");
    var json = JsonParser.parseString(shell.shown()).getAsJsonObject();
    assertThat(json.get("rcode").getAsString()).isEqualTo("NXDOMAIN");
    assertThat(json.get("records").getAsJsonArray()).isEmpty();
  }

  @Test
  void whatCannotBeAskedIsRefused() throws Exception {
    open();
    refused(CommandFailure.FAILED, "no inbound with DNS \"lab2\"; there are: lab1", "lab2", "x");
    refused(CommandFailure.USAGE, "no type of DNS records", "lab1", "x", "NONSENSE");
    refused(CommandFailure.USAGE, "", "lab1", "a..b");
    refused(CommandFailure.USAGE, "one type at a time", "lab1", "x", "A", "AAAA");
  }

  @Test
  void showsAndForgetsWhatIsKept() throws Exception {
    open();
    query(false, "lab1", "www.example.com");
    query(false, "lab1", "x.onion");
    shell.shown();
    commands.cache(shell.session(), false, new String[0]);
    assertThat(shell.shown())
        .startsWith("INBOUND  TTL  SERVER  TYPE  NAME             ANSWER\nlab1     ")
        .endsWith("up      A     www.example.com  192.0.2.1");
    commands.fakeip(shell.session(), false, new String[0]);
    assertThat(shell.shown())
        .matches("INBOUND  IPV4 +IPV6 +NAME\nlab1     198\\.18\\.0\\.2  fc00:\\S*2  x\\.onion");
    commands.list(shell.session(), false);
    assertThat(shell.shown()).contains("lab1").contains("INBOUND  QUERIES  CACHED");
    commands.flush(shell.session(), new String[] {"lab1"});
    assertThat(shell.shown()).isEqualTo("lab1: 1 answer forgotten");
    commands.cache(shell.session(), false, new String[] {"lab1"});
    assertThat(shell.shown()).isEqualTo("nothing is kept");
    commands.fakeip(shell.session(), true, new String[0]);
    assertThat(JsonParser.parseString(shell.shown()).getAsJsonArray()).hasSize(1);
    commands.cache(shell.session(), true, new String[0]);
    assertThat(JsonParser.parseString(shell.shown()).getAsJsonArray()).isEmpty();
  }
}
