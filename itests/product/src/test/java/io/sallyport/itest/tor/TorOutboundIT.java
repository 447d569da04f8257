// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Curl;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import io.sallyport.itest.tor.network.NetworkShape;
import io.sallyport.itest.tor.network.PrivateTorNetwork;
import io.sallyport.itest.tor.network.WebTarget;
import io.sallyport.testing.Await;
import java.io.ByteArrayOutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The built product with outbounds of type tor, on a private network, used by real clients. */
@TestMethodOrder(MethodOrderer.Random.class)
class TorOutboundIT {

  @RegisterExtension static final Product PRODUCT = new Product();

  private static PrivateTorNetwork network;
  private static WebTarget web;

  @BeforeAll
  static void start() throws Exception {
    network = PrivateTorNetwork.start(NetworkShape.small());
    web = new WebTarget();
    PRODUCT.via("tor", "tor", json(""));
  }

  @AfterAll
  static void stop() throws Exception {
    if (network != null) {
      network.close();
    }
    if (web != null) {
      web.close();
    }
  }

  private static String json(String more) {
    return """
    {
      "dir_authorities": %s,
      "testing_network": true%s
    }
    """
        .formatted(new Gson().toJson(network.dirAuthorities()), more);
  }

  private static int port() {
    return PRODUCT.port("tor");
  }

  private static JsonObject status(String tag) throws Exception {
    return PRODUCT.list("tor:status", tag).get(0).getAsJsonObject();
  }

  private static void fetch(int listener, long seed, long length) throws Exception {
    try (var stream = Socks5.open(listener, "www.testnet", web.port())) {
      Fetch.bytes(stream.getInputStream(), stream.getOutputStream(), seed, length);
    }
  }

  @Test
  void curlGoesThroughThreeRelays() throws Exception {
    var page =
        Curl.get(
            "--socks5-hostname", "127.0.0.1:" + port(), "http://www.testnet:" + web.port() + "/");
    assertThat(page.error()).isEmpty();
    assertThat(page.body()).isEqualTo("hello by way of three relays\n");
    assertThat(network.names().asked()).contains("www.testnet");
    var circuits = PRODUCT.list("tor:circuits", "tor");
    assertThat(circuits).isNotEmpty();
    for (var circuit : circuits) {
      var one = circuit.getAsJsonObject();
      assertThat(one.getAsJsonArray("path").size())
          .isEqualTo(one.get("purpose").getAsString().equals("exit") ? 3 : 1);
    }
  }

  @Test
  void isAsleepUntilTheFirstFlow() throws Exception {
    PRODUCT.via("lazy", "tor", json(""));
    assertThat(status("lazy").get("awake").getAsBoolean()).isFalse();
    var folder = PRODUCT.home().root().resolve("data/tor/lazy");
    assertThat(folder).doesNotExist();
    fetch(PRODUCT.port("lazy"), 1, 1000);
    assertThat(status("lazy").get("percent").getAsInt()).isEqualTo(100);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
  }

  @Test
  void aThousandFetchesOneAfterAnother() throws Exception {
    for (int i = 0; i < 1000; i++) {
      fetch(port(), i, 200 + i);
    }
    Await.until("no stream is left", () -> PRODUCT.list("tor:streams", "tor").isEmpty());
  }

  @Test
  void sixtyFourFetchesAtOnce() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ArrayList<Future<Void>>();
      for (int i = 0; i < 64; i++) {
        int number = i;
        Callable<Void> task =
            () -> {
              fetch(port(), number, 100_000 + number);
              return null;
            };
        running.add(threads.submit(task));
      }
      for (var one : running) {
        one.get(90, TimeUnit.SECONDS);
      }
    }
    Await.until("no stream is left", () -> PRODUCT.list("tor:streams", "tor").isEmpty());
  }

  @Test
  void twoHundredMegabytesDown() throws Exception {
    fetch(port(), 21, 200_000_000);
  }

  @Test
  void fiftyMegabytesUp() throws Exception {
    try (var stream = Socks5.open(port(), "www.testnet", web.port())) {
      Fetch.post(stream.getInputStream(), stream.getOutputStream(), 22, 50_000_000);
    }
  }

  @Test
  void aClientThatHasSaidAllStillGetsItsAnswer() throws Exception {
    try (var server =
            ByteServer.start(
                socket -> {
                  Pattern.check(socket.getInputStream(), 23, 5000);
                  Pattern.write(socket.getOutputStream(), 24, 300_000);
                });
        var stream = Socks5.open(port(), "127.0.0.1", server.port())) {
      Pattern.write(stream.getOutputStream(), 23, 5000);
      stream.shutdownOutput(); // which Tor cannot pass on
      Pattern.check(stream.getInputStream(), 24, 300_000);
      assertThat(stream.getInputStream().read()).isEqualTo(-1);
      assertThat(server.problems()).isEmpty();
    }
  }

  @Test
  void whatAClientSaysBeforeItsReplyTravelsWithTheRequest() throws Exception {
    try (var socket = Socks5.dial(port())) {
      var all = new ByteArrayOutputStream();
      all.writeBytes(Socks5.GREETING);
      all.writeBytes(Socks5.request("www.testnet", web.port()));
      all.writeBytes("GET / HTTP/1.0\r\n\r\n".getBytes());
      socket.getOutputStream().write(all.toByteArray());
      assertThat(socket.getInputStream().readNBytes(2)).containsExactly(5, 0);
      assertThat(Socks5.reply(socket).code()).isZero();
      assertThat(new String(socket.getInputStream().readAllBytes()))
          .endsWith("hello by way of three relays\n");
    }
  }

  @Test
  void failuresAreToldInTheWordsOfSocks() throws Exception {
    assertThat(Socks5.code(port(), "nosuch.example", 80)).as("no such name").isEqualTo(4);
    assertThat(Socks5.code(port(), "abcdefghijklmnop.onion", 80)).as("onion").isNotZero();
    assertThat(network.names().asked()).noneMatch(name -> name.endsWith(".onion"));
    assertThat(Socks5.code(port(), "127.0.0.1", Ports.free())).as("closed port").isNotZero();
  }

  @Test
  void namesAreLookedUpAtTheExit() throws Exception {
    try (var socket = Socks5.dial(port())) {
      assertThat(ask(socket, 0xf0, Socks5.name("www.testnet")).address()).isEqualTo("127.0.0.1");
    }
    try (var socket = Socks5.dial(port())) {
      var reply = ask(socket, 0xf1, new byte[] {1, (byte) 192, 0, 2, 9});
      assertThat(reply.address()).isEqualTo("host.testnet");
    }
    assertThat(network.names().asked()).contains("9.2.0.192.in-addr.arpa");
    try (var socket = Socks5.dial(port())) {
      assertThat(ask(socket, 0xf0, Socks5.name("abcdefghijklmnop.onion")).code())
          .as("an onion service has no address")
          .isNotZero();
    }
    assertThat(network.names().asked()).noneMatch(name -> name.endsWith(".onion"));
  }

  @Test
  void lookupsShareNoCircuitWithThoseOfOthers() throws Exception {
    PRODUCT.home().write("io.sallyport.outbound.tor~lookups", json(""));
    PRODUCT.awaitOutbound("lookups");
    int listener = Ports.free();
    PRODUCT
        .home()
        .write(
            "io.sallyport.socks~lookups",
            """
            {"listen": "127.0.0.1", "listen_port": %d, "final": "lookups",
             "isolation": ["auth_user"], "users": [
               {"username": "ann", "password": "x"}, {"username": "bob", "password": "x"},
               {"username": "cleo", "password": "x"}]}
            """
                .formatted(listener));
    Await.until("the listener", () -> Ports.accepts(listener));
    for (var user : new String[] {"ann", "bob", "cleo"}) {
      try (var socket = Socks5.dial(listener)) {
        Socks5.login(socket, user, "x");
        assertThat(socket.getInputStream().readNBytes(2)).containsExactly(1, 0);
        socket.getOutputStream().write(new byte[] {5, (byte) 0xf0, 0});
        socket.getOutputStream().write(Socks5.name("www.testnet"));
        socket.getOutputStream().write(new byte[] {0, 0});
        assertThat(Socks5.reply(socket).code()).isZero();
      }
    }
    Await.until(
        "one circuit for each user, and two that are held ready",
        () ->
            PRODUCT.list("tor:circuits", "lookups").asList().stream()
                    .filter(
                        one -> one.getAsJsonObject().get("purpose").getAsString().equals("exit"))
                    .count()
                >= 5);
  }

  @Test
  void loginsShareNoCircuitWhereNobodyIsAskedForOne() throws Exception {
    PRODUCT.add("logins", "\"final\": \"tor\", \"isolation\": [\"auth_user\"]");
    Await.until("no stream is left", () -> PRODUCT.list("tor:streams", "tor").isEmpty());
    try (var echo = ByteServer.echo();
        var ann = login("ann", "x", echo.port());
        var again = login("ann", "x", echo.port())) {
      assertThat(circuitsInUse(2)).as("one login").hasSize(1);
      try (var bob = login("bob", "x", echo.port());
          var other = login("ann", "y", echo.port());
          var nobody = Socks5.open(PRODUCT.port("logins"), "127.0.0.1", echo.port())) {
        assertThat(circuitsInUse(5)).as("a name, a password, none").hasSize(4);
        for (var socket : List.of(ann, again, bob, other, nobody)) {
          socket.getOutputStream().write(7);
          assertThat(socket.getInputStream().read()).isEqualTo(7);
        }
      }
    }
  }

  private static Socket login(String name, String password, int port) throws Exception {
    var socket = Socks5.dial(PRODUCT.port("logins"));
    assertThat(Socks5.connect(socket, name, password, "127.0.0.1", port).code()).isZero();
    return socket;
  }

  /** The circuits that so many streams go by. */
  private static Set<String> circuitsInUse(int streams) throws Exception {
    var all = PRODUCT.list("tor:streams", "tor");
    assertThat(all).hasSize(streams);
    var circuits = new HashSet<String>();
    all.forEach(one -> circuits.add(one.getAsJsonObject().get("circuit").getAsString()));
    return circuits;
  }

  /** Tor's own SOCKS commands: RESOLVE and RESOLVE_PTR. */
  private static Socks5.Reply ask(Socket socket, int command, byte[] address) throws Exception {
    socket.getOutputStream().write(Socks5.GREETING);
    socket.getInputStream().readNBytes(2);
    socket.getOutputStream().write(new byte[] {5, (byte) command, 0});
    socket.getOutputStream().write(address);
    socket.getOutputStream().write(new byte[] {0, 0});
    return Socks5.reply(socket);
  }

  @Test
  void carriesNoDatagrams() throws Exception {
    for (var one : PRODUCT.list("outbound:list")) {
      var outbound = one.getAsJsonObject();
      if (outbound.get("tag").getAsString().equals("tor")) {
        assertThat(outbound.get("udp").getAsBoolean()).isFalse();
      }
    }
    var shown = PRODUCT.shell("outbound:show", "tor").out();
    assertThat(shown).contains("tcp").doesNotContain("udp");
  }

  @Test
  void severalClientsHaveNothingInCommon() throws Exception {
    PRODUCT.via("other", "tor", json(", \"data_directory\": \"elsewhere\""));
    fetch(PRODUCT.port("other"), 31, 1000);
    fetch(port(), 32, 1000);
    assertThat(PRODUCT.home().root().resolve("elsewhere/guards")).exists();
    assertThat(PRODUCT.home().root().resolve("data/tor/other")).doesNotExist();
    assertThat(status("other").get("data_directory").getAsString()).endsWith("/elsewhere");
  }

  @Test
  void aNetworkThatDoesNotAnswerFailsTheFlowWithTheBootstrapsOwnReason() throws Exception {
    var line = network.dirAuthorities().getFirst().replaceAll("orport=\\d+", "orport=1");
    PRODUCT.via(
        "dead",
        "tor",
        """
        {"dir_authorities": [%s], "testing_network": true, "connect_timeout": "3s"}
        """
            .formatted(new Gson().toJson(line)));
    long begun = System.nanoTime();
    assertThat(Socks5.code(PRODUCT.port("dead"), "www.testnet", 80)).isEqualTo(1);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isBetween(2L, 9L);
    var test = PRODUCT.shell("tor:test", "--outbound", "dead", "www.testnet", "80");
    assertThat(test.status()).isNotZero();
    assertThat(test.out() + test.err()).contains("Tor is not ready").contains("%");
    assertThat(status("dead").get("problem").isJsonNull()).isFalse();
  }

  @Test
  void commandsShowDestinationsOnlyWhenAsked() throws Exception {
    try (var echo = ByteServer.echo();
        var stream = Socks5.open(port(), "secret.testnet", echo.port())) {
      stream.getOutputStream().write(1);
      stream.getInputStream().read();
      assertThat(PRODUCT.shell("tor:streams").out()).contains("open").doesNotContain("secret");
      assertThat(PRODUCT.shell("tor:streams", "--destinations").out())
          .contains("secret.testnet:" + echo.port());
      for (var command : new String[] {"tor:status", "tor:circuits"}) {
        var shown = PRODUCT.shellAt(80, command);
        assertThat(shown.status()).isZero();
        assertThat(shown.out()).isNotBlank().doesNotContain("secret");
      }
    }
    var test = PRODUCT.shell("tor:test", "secret.testnet", String.valueOf(web.port()));
    assertThat(test.out()).contains("connected in");
    assertThat(PRODUCT.shell("tor:newnym").out()).contains("tor: new streams take new circuits");
    fetch(port(), 41, 100);
    assertThat(PRODUCT.log()).doesNotContain("secret.testnet").doesNotContain("www.testnet");
  }

  @Test
  void aListenerIsEnabledAndDisabledByCommand() throws Exception {
    PRODUCT.home().write("io.sallyport.outbound.tor~byhand", json(""));
    PRODUCT.awaitOutbound("byhand");
    int port = Ports.free();
    var enabled = PRODUCT.shell("tor:enable", "--outbound", "byhand", String.valueOf(port));
    assertThat(enabled.status()).as(enabled.toString()).isZero();
    assertThat(enabled.out()).contains("SOCKS on 127.0.0.1:" + port).contains("100%");
    assertThat(Ports.accepts(port)).as("by when the command says so").isTrue();
    assertThat(PRODUCT.log()).contains("outbound byhand: Tor is at ").contains("%: loading");
    fetch(port, 51, 1000);
    var disabled = PRODUCT.shell("tor:disable", "--outbound", "byhand");
    assertThat(disabled.status()).as(disabled.toString()).isZero();
    Await.until("the listener is gone", () -> !Ports.accepts(port));
    assertThat(status("byhand").get("awake").getAsBoolean()).isFalse();
    try (var other = ByteServer.echo()) {
      var taken = PRODUCT.shell("tor:enable", "--outbound", "byhand", String.valueOf(other.port()));
      assertThat(taken.status()).as(taken.toString()).isNotZero();
      assertThat(taken.out() + taken.err()).contains("no SOCKS on 127.0.0.1:" + other.port());
    }
    PRODUCT.shell("tor:disable", "--outbound", "byhand");
  }
}
