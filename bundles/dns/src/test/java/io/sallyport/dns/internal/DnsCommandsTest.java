// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.sallyport.dns.internal.server.NameServer;
import io.sallyport.dns.internal.wire.Messages;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DnsCommandsTest {

  private NameServer server;
  private World world;
  private DnsCommands commands;

  @BeforeEach
  void start() throws Exception {
    server = new NameServer(null);
    server.put("www.example.com", 1, Messages.address("192.0.2.1", 300));
    world = new World(null);
    commands = new DnsCommands(world.resolvers);
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

  @Test
  void withoutInboundsThereIsLittleToSay() {
    assertThat(commands.list(false)).isEqualTo("no inbound has DNS");
    assertThat(commands.cache(false)).isEqualTo("nothing is kept");
    assertThat(commands.fakeip(false)).isEqualTo("no fake addresses");
    assertThat(JsonParser.parseString(commands.list(true)).getAsJsonArray()).isEmpty();
  }

  @Test
  void asksAsAClientWould() throws Exception {
    open();
    assertThat(commands.query(false, "lab1", "WWW.example.com."))
        .matches("NOERROR after \\d+ ms from up\nA  300  192\\.0\\.2\\.1");
    assertThat(commands.query(false, "lab1", "www.example.com", "a")).contains("from up, cached");
    assertThat(commands.query(false, "lab1", "x.onion", "AAAA"))
        .contains("from fake\nAAAA  60  fc00");
    assertThat(commands.query(false, "lab1", "silent.example"))
        .isEqualTo("no answer, as rules[0] says");
    var json =
        JsonParser.parseString(commands.query(true, "lab1", "no.example", "TXT")).getAsJsonObject();
    assertThat(json.get("rcode").getAsString()).isEqualTo("NXDOMAIN");
    assertThat(json.get("records").getAsJsonArray()).isEmpty();
    assertThatThrownBy(() -> commands.query(false, "lab2", "x"))
        .hasMessage("no inbound \"lab2\" has DNS; there are: lab1");
    assertThatThrownBy(() -> commands.query(false, "lab1", "x", "NONSENSE"))
        .hasMessageContaining("no type of DNS records");
    assertThatThrownBy(() -> commands.query(false, "lab1", "a..b"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void showsAndForgetsWhatIsKept() throws Exception {
    open();
    commands.query(false, "lab1", "www.example.com");
    commands.query(false, "lab1", "x.onion");
    assertThat(commands.cache(false))
        .startsWith("INBOUND  TTL  SERVER  TYPE  NAME             ANSWER\nlab1     ")
        .endsWith("up      A     www.example.com  192.0.2.1");
    assertThat(commands.fakeip(false))
        .matches("INBOUND  IPV4 +IPV6 +NAME\nlab1     198\\.18\\.0\\.2  fc00:\\S*2  x\\.onion");
    assertThat(commands.list(false)).contains("lab1").contains("INBOUND  QUERIES  CACHED");
    assertThat(commands.flush("lab1")).isEqualTo("lab1: 1 answers forgotten");
    assertThat(commands.cache(false, "lab1")).isEqualTo("nothing is kept");
    assertThat(JsonParser.parseString(commands.fakeip(true)).getAsJsonArray()).hasSize(1);
    assertThat(JsonParser.parseString(commands.cache(true)).getAsJsonArray()).isEmpty();
  }
}
