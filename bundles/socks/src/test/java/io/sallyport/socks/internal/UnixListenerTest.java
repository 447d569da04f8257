// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A listener on a Unix socket. */
@Timeout(30)
class UnixListenerTest {

  private static final String ASK = "050100 05010003 06 612e74657374 0050";
  private static final String GRANTED = "0500 05000001 7f000001 1234";

  @TempDir Path directory;

  private Path socket() {
    return directory.resolve("socks.sock");
  }

  private Map<String, Object> properties(Object... more) {
    var properties = new HashMap<>(Listener.properties(1, more));
    properties.remove("listen_port");
    properties.put("listen_path", socket().toString());
    return properties;
  }

  private Listener listener(Object... more) throws Exception {
    return listening(new Listener(false, 1 << 20, properties(more)));
  }

  private Listener listening(Listener listener) {
    Await.until(
        "it listens at its path",
        () ->
            listener.logged.contains("info listening on {} unix:" + socket())
                || listener.inbound.status().problem() != null);
    assertThat(listener.inbound.status().problem()).isNull();
    return listener;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void servesThoseWhoMayOpenTheFile(boolean epoll) throws Exception {
    Assumptions.assumeTrue(!epoll || Epoll.isAvailable());
    try (var listener = listening(new Listener(epoll, 1 << 20, properties()));
        var client = UnixClient.to(socket());
        var other = UnixClient.to(socket())) {
      client.say(ASK).expect(GRANTED).say("0102").expect("0102");
      client.channel().shutdownOutput();
      client.expectClosed();
      other.say("04").say("01 0050 00000001 00 612e7465737400").expect("005a 1234 7f000001");
      assertThat(listener.inbound.status().where()).isEqualTo("unix:" + socket());
      assertThat(listener.sessions.nextFlow().origin().source()).isEqualTo(ClientSource.NOWHERE);
      assertThat(mode()).isEqualTo("rw-------");
      assertThat(listener.sessions.complaints).isEmpty();
    }
    assertThat(directory).isEmptyDirectory();
  }

  private String mode() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(socket()));
  }

  @Test
  void thePortIsBesideItAndEitherMayGo() throws Exception {
    int port = Listener.freePort();
    try (var listener = listener("mode", "0660")) {
      assertThat(mode()).isEqualTo("rw-rw----");
      listener.inbound.modified(properties("listen_port", port));
      var both = properties();
      both.put("listen_port", port);
      listener.inbound.modified(both);
      Await.until(
          "it listens on port " + port,
          () -> listener.logged.contains("info listening on {} 127.0.0.1:" + port));
      // The same path with another mode: the old socket makes way.
      Await.until("the socket is private", () -> privateMode());
      assertThat(listener.inbound.status().where())
          .isEqualTo("127.0.0.1:" + port + " and unix:" + socket());
      try (var unix = UnixClient.to(socket());
          var tcp = Client.to(port)) {
        unix.say(ASK).expect(GRANTED);
        tcp.say(ASK).expect(GRANTED);
        listener.inbound.modified(Listener.properties(port));
        Await.until("the socket is taken away", () -> !Files.exists(socket()));
        unix.say("01").expect("01");
        assertThat(listener.inbound.status().where()).isEqualTo("127.0.0.1:" + port);
      }
    }
  }

  private boolean privateMode() {
    try {
      return mode().equals("rw-------");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aStaleSocketIsReplacedAndALivingOneIsNot() throws Exception {
    var living = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      living.bind(UnixDomainSocketAddress.of(socket()));
      try (var listener = new Listener(false, 1 << 20, properties())) {
        Await.until("it has a problem", () -> listener.inbound.status().problem() != null);
        assertThat(listener.inbound.status().problem())
            .isEqualTo(
                "listen_path "
                    + socket()
                    + ": another program listens on it; see listen_path in /etc/lan.cfg.json");
        living.close(); // leaves its file
        assertThat(socket()).exists();
        Await.until("its problem is over", () -> listener.inbound.status().problem() == null);
        try (var client = UnixClient.to(socket())) {
          client.say(ASK).expect(GRANTED);
        }
      }
    } finally {
      living.close();
    }
  }

  @Test
  void whatIsNoSocketStaysWhatItIs() throws Exception {
    Files.writeString(socket(), "precious");
    try (var listener = new Listener(false, 1 << 20, properties())) {
      Await.until("it has a problem", () -> listener.inbound.status().problem() != null);
      assertThat(listener.inbound.status().problem()).contains("is there and is no socket");
    }
    assertThat(socket()).hasContent("precious");
  }

  @Test
  void aMissingDirectoryIsTold() throws Exception {
    var properties = properties();
    properties.put("listen_path", directory.resolve("no/s").toString());
    try (var listener = new Listener(false, 1 << 20, properties)) {
      Await.until("it has a problem", () -> listener.inbound.status().problem() != null);
      assertThat(listener.inbound.status().problem())
          .contains("there is no directory " + directory.resolve("no") + "; create it");
    }
  }

  @Test
  void aFileThatHasTakenTheNameIsLeftAlone() throws Exception {
    try (var listener = listener()) {
      Files.delete(socket());
      Files.writeString(socket(), "another's");
      assertThat(listener.inbound.status().problem()).isNull();
    }
    assertThat(socket()).hasContent("another's");
  }

  @Test
  void usersAreAskedHereToo() throws Exception {
    try (var listener = listener(".users", Listener.USERS);
        var client = UnixClient.to(socket());
        var nobody = UnixClient.to(socket())) {
      client.say("050102").expect("0502").say("0105616c69636503733363").expect("0100");
      client.say(ASK.substring(6)).expect(GRANTED.substring(4));
      assertThat(listener.sessions.nextFlow().origin().user()).isEqualTo("alice");
      nobody.say("050100").expect("05ff");
    }
  }

  /** RFC 1928 §6 holds datagrams to the client's address, and this client has none. */
  @Test
  void udpAssociateIsNotSupported() throws Exception {
    try (var listener = listener();
        var client = UnixClient.to(socket())) {
      client.say("050100 05030001 00000000 0000").expect("0500 05070001 00000000 0000");
      client.expectClosed();
      assertThat(listener.inbound.counters()).containsEntry("udp_associations", 0L);
    }
  }

  /** The peer of BIND comes to the outbound: where the client is does not matter. */
  @Test
  void bindIsHandedOn() throws Exception {
    try (var listener = listener();
        var client = UnixClient.to(socket())) {
      // The sessions of these tests have no BIND: what matters is that they were asked.
      client.say("050100 05020001 00000000 0000").expect("0500 05070001 00000000 0000");
      assertThat(listener.inbound.counters()).containsEntry("asked", 1L);
    }
  }

  @Test
  void nobodyConnectsAfterItsEnd() throws Exception {
    try (var listener = listener()) {
      listener.inbound.stop();
      Await.until("the socket is taken away", () -> !Files.exists(socket()));
      assertThatThrownBy(() -> UnixClient.to(socket())).isInstanceOf(IOException.class);
    }
  }
}
