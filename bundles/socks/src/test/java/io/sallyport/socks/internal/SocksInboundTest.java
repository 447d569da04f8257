// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.api.Policy;
import io.sallyport.api.config.ConfigException;
import io.sallyport.password.PasswordHash;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** The life of a listener: sockets, generations, limits. */
class SocksInboundTest {

  private static final String ASK = "050100 05010003 06 612e74657374 0050";
  private static final String GRANTED = "0500 05000001 7f000001 1234";

  @Test
  void aClientThatDawdlesIsClosedAtTheDeadline() throws Exception {
    try (var listener = new Listener("handshake_timeout", "200ms").listening()) {
      for (String half : new String[] {"", "0502", "050200", "04015000", "434f4e4e"}) {
        try (var client = listener.client()) {
          dawdle(client, half);
          client.expectClosed();
        }
      }
      Await.until("nobody is half in", () -> half(listener) == 0);
      assertThat(listener.inbound.counters()).containsEntry("handshake_timeout", 5L);
    }
  }

  private static void dawdle(Client client, String half) {
    try {
      client.say(half);
    } catch (IOException e) {
      // On a machine that is busy enough the deadline comes first.
      assertThat(e).hasMessageFindingMatch("reset|pipe");
    }
  }

  @Test
  void aSessionOutlivesTheDeadline() throws Exception {
    try (var listener = new Listener("handshake_timeout", "1s").listening();
        var client = listener.client();
        var other = listener.client()) {
      client.say(ASK).expect(GRANTED);
      other.expectClosed(); // the deadline, later than that of the first would have been
      client.say("01").expect("01");
    }
  }

  @Test
  void whoStallsCannotLockOutWhoSpeaks() throws Exception {
    try (var listener = new Listener("max_handshakes", 2).listening();
        var oldest = stalled(listener, 1);
        var younger = stalled(listener, 2);
        var client = listener.client()) {
      client.say(ASK).expect(GRANTED);
      oldest.expectClosed();
      younger.say("0100").expect("0500");
      assertThat(listener.inbound.counters()).containsEntry("handshake_evicted", 1L);
    }
  }

  @Test
  void onePlaceCannotHoldAllHandshakes() throws Exception {
    try (var listener = new Listener("max_handshakes_per_source", 2).listening();
        var oldest = stalled(listener, 1);
        var younger = stalled(listener, 2);
        var client = listener.client()) {
      client.expectClosed();
      oldest.say("0100").expect("0500");
      younger.socket().close();
      Await.until("one is half in", () -> half(listener) == 1);
      try (var next = listener.client()) {
        next.say(ASK).expect(GRANTED);
      }
      assertThat(listener.inbound.counters()).containsEntry("handshake_crowded", 1L);
    }
  }

  @Test
  void aHashedPasswordIsCheckedBesideTheLoop() throws Exception {
    var users =
        "[{\"username\": \"alice\", \"password_hash\": \"%s\"}]"
            .formatted(PasswordHash.make("s3c".toCharArray()));
    try (var listener = new Listener(".users", users).listening();
        var client = listener.client();
        var wrong = listener.client();
        var eager = listener.client()) {
      client.say("050102").expect("0502").say("0105616c69636503733363").expect("0100");
      client.say(ASK.substring(6)).expect(GRANTED.substring(4));
      wrong.say("050102").expect("0502").say("0105616c69636503733364").expect("0101");
      wrong.expectClosed();
      // All at once: what follows the password waits until it is checked.
      eager.say("050102" + "0105616c69636503733363" + ASK.substring(6) + "0102");
      eager.expect("0502" + "0100" + GRANTED.substring(4) + "0102");
    }
  }

  /** What the session manager counts a user's sessions and bytes by; enforced there. */
  @Test
  void aUserHasItsOwnLimitsAndAnotherGenerationChangesThem() throws Exception {
    var users =
        """
        [{"username": "alice", "password": "s3c", "max_connections": 2, "rate_limit": "1MiB",
          "rate_limit_down": "2MiB"}, {"username": "bob", "password": "b"}]\
        """;
    try (var listener = new Listener(".users", users).listening();
        var client = listener.client()) {
      client.say("050102").expect("0502").say("0105616c69636503733363").expect("0100");
      client.say(ASK.substring(6)).expect(GRANTED.substring(4));
      var user = listener.sessions.nextFlow().origin().user();
      assertThat(user).isEqualTo("alice");
      var limits = listener.inbound.limitsOf("alice");
      assertThat(limits.maxConnections()).isEqualTo(2);
      assertThat(limits.rateLimitUp()).isEqualTo(1 << 20);
      assertThat(limits.rateLimitDown()).isEqualTo(2 << 20);
      assertThat(listener.inbound.limitsOf("bob")).isEqualTo(Policy.UserLimits.NONE);
      assertThat(listener.inbound.limitsOf("nobody")).isEqualTo(Policy.UserLimits.NONE);
      listener.inbound.modified(
          Listener.properties(
              listener.port, ".users", users.replace("\"max_connections\": 2,", "")));
      assertThat(listener.inbound.limitsOf("alice").maxConnections()).isZero();
      client.say("01").expect("01");
    }
  }

  /** Each loop takes in its clients by itself: one at a time, or nobody knows who is the oldest. */
  private static Client stalled(Listener listener, int nth) throws IOException {
    var client = listener.client().say("05");
    Await.until("as many are half in", () -> half(listener) == nth);
    return client;
  }

  private static long half(Listener listener) {
    return listener.inbound.counters().getOrDefault("half_open", 0L);
  }

  @Test
  void stoppingClosesWhatIsHalfWayAndLeavesSessions() throws Exception {
    try (var listener = new Listener().listening();
        var session = listener.client();
        var half = listener.client()) {
      session.say(ASK).expect(GRANTED);
      half.say("050100").expect("0500");
      listener.inbound.stop();
      half.expectClosed();
      session.say("0102").expect("0102");
      Await.until(
          "who comes now is turned away",
          () -> {
            try (var late = listener.client()) {
              late.expectClosed();
              return false;
            } catch (IOException e) {
              return true;
            }
          });
    }
  }

  @Test
  void aTakenPortIsAProblemUntilItIsFree() throws Exception {
    int port = Listener.freePort();
    var other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    try (var listener = Listener.on(port)) {
      Await.until("it has a problem", () -> listener.inbound.status().problem() != null);
      String where = "127.0.0.1:" + port;
      assertThat(listener.inbound.status().where()).isEqualTo(where);
      assertThat(listener.inbound.status().problem())
          .isEqualTo(
              "listen_port "
                  + port
                  + ": address already in use ("
                  + where
                  + "); another program listens there; change listen_port in /etc/lan.cfg.json or"
                  + " stop it");
      other.close();
      listener.listening();
      assertThat(listener.logged).filteredOn(line -> line.startsWith("error")).hasSize(1);
      try (var client = listener.client()) {
        client.say(ASK).expect(GRANTED);
      }
    } finally {
      other.close();
    }
  }

  @Test
  void aNewGenerationKeepsSocketAndSessions() throws Exception {
    try (var listener = new Listener().listening();
        var session = listener.client();
        var half = listener.client()) {
      session.say(ASK).expect(GRANTED);
      half.say("050100").expect("0500");
      var before = listener.inbound.policy();
      listener.inbound.modified(
          Listener.properties(listener.port, "final", "tor", ".users", Listener.USERS));
      assertThat(listener.inbound.policy()).isNotSameAs(before);
      assertThat(listener.inbound.policy().outbounds()).containsExactly("tor");
      session.say("01").expect("01");
      // Users are those of the moment in which a client came.
      half.say(ASK.substring(7)).expect(GRANTED.substring(5));
      try (var late = listener.client()) {
        late.say("050100").expect("05ff");
      }
      assertThat(listener.logged).filteredOn(line -> line.contains("listening on")).hasSize(1);
    }
  }

  @Test
  void aBadGenerationChangesNothing() throws Exception {
    try (var listener = new Listener().listening()) {
      var before = listener.inbound.policy();
      assertThatExceptionOfType(ConfigException.class)
          .isThrownBy(
              () -> listener.inbound.modified(Listener.properties(listener.port, "final", " ")));
      assertThat(listener.inbound.policy()).isSameAs(before);
      try (var client = listener.client()) {
        client.say(ASK).expect(GRANTED);
      }
    }
  }

  @Test
  void anotherAddressIsTakenBeforeTheOldOneIsLeft() throws Exception {
    try (var listener = new Listener().listening();
        var session = listener.client()) {
      session.say(ASK).expect(GRANTED);
      int port = Listener.freePort();
      try (var taken = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        listener.inbound.modified(Listener.properties(port));
        Await.until("it has a problem", () -> listener.inbound.status().problem() != null);
        assertThat(listener.inbound.status().where()).endsWith(":" + listener.port);
        try (var client = listener.client()) {
          client.say(ASK).expect(GRANTED);
        }
        assertThat(taken.isBound()).isTrue();
      }
      Await.until(
          "it stands on the new port",
          () -> listener.inbound.status().where().endsWith(":" + port));
      try (var client = Client.to(port)) {
        client.say(ASK).expect(GRANTED);
      }
      session.say("01").expect("01");
      Await.until("it refuses", () -> refuses(listener));
    }
  }

  private static boolean refuses(Listener listener) {
    try (var client = listener.client()) {
      return client.socket().isClosed();
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void theSamePortOfAllAddressesExcludesTheOldOneAndTakesItsPlace() throws Exception {
    try (var listener = new Listener().listening()) {
      listener.inbound.modified(Listener.properties(listener.port, "listen", "0.0.0.0"));
      Await.until(
          "it says where it listens",
          () -> listener.logged.getLast().equals("info listening on {} 0.0.0.0:" + listener.port));
      try (var client = listener.client()) {
        client.say(ASK).expect(GRANTED);
      }
      assertThat(listener.logged).noneMatch(line -> line.startsWith("error"));
      assertThat(listener.logged)
          .anyMatch(line -> line.startsWith("warn") && line.contains("users"));
      listener.inbound.modified(Listener.properties(listener.port));
      Await.until(
          "it says where it listens",
          () -> listener.logged.getLast().endsWith(" 127.0.0.1:" + listener.port));
      try (var client = listener.client()) {
        client.say(ASK).expect(GRANTED);
      }
    }
  }
}
