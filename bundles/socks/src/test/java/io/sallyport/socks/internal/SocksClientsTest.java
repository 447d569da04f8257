// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Destination;
import io.sallyport.api.Network;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SOCKS through real sockets. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SocksClientsTest {

  private static final String GRANTED = "05000001 7f000001 1234";
  private static final String NAME = "05010003 06 612e74657374 0050";

  private Listener open;
  private Listener guarded;

  @BeforeAll
  void listen() throws Exception {
    open = new Listener().listening();
    guarded = new Listener(".users", Listener.USERS).listening();
  }

  @AfterAll
  void stop() {
    assertThat(open.sessions.complaints).isEmpty();
    assertThat(guarded.sessions.complaints).isEmpty();
    open.close();
    guarded.close();
  }

  @Test
  void stepByStep() throws Exception {
    try (var client = open.client()) {
      client.say("050100").expect("0500").say(NAME).expect(GRANTED);
      client.say("68656c6c6f").expect("68656c6c6f");
      var flow = open.sessions.nextFlow();
      assertThat(flow.destination()).isEqualTo(new Destination.Name("a.test", 80));
      assertThat(flow.network()).isEqualTo(Network.TCP);
      assertThat(flow.origin().inbound()).isEqualTo("lan");
      assertThat(flow.origin().inboundType()).isEqualTo("socks");
      assertThat(flow.origin().source().getPort()).isEqualTo(client.socket().getLocalPort());
      assertThat(flow.origin().user()).isNull();
    }
  }

  @Test
  void everythingInOneSegmentWithTheDataBehindIt() throws Exception {
    try (var client = guarded.client()) {
      client.say("05020002 0105616c69636503733363" + NAME + "0102030405");
      client.expect("0502 0100" + GRANTED + "0102030405");
      assertThat(guarded.sessions.nextFlow().origin().user()).isEqualTo("alice");
      client.socket().shutdownOutput();
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void everythingByteByByte() throws Exception {
    try (var client = guarded.client()) {
      client.dribble("050102").expect("0502");
      client.dribble("0105616c69636503733363").expect("0100");
      client.dribble(NAME + "0102030405").expect(GRANTED + "0102030405");
      guarded.sessions.nextFlow();
    }
  }

  /** However the bytes are cut in two, and with the end of the client's output right behind. */
  @Test
  void everyCutInTwo() throws Exception {
    String all = "050100" + NAME.replace(" ", "") + "0102";
    for (int cut = 2; cut < all.length(); cut += 2) {
      try (var client = open.client()) {
        client.say(all.substring(0, cut)).say(all.substring(cut));
        client.socket().shutdownOutput();
        client.expect("0500" + GRANTED + "0102");
        assertThat(client.rest()).isEmpty();
        open.sessions.nextFlow();
      }
    }
  }

  @Test
  void socks4And4a() throws Exception {
    try (var client = open.client()) {
      client.say("04010050c0000201 46726564 00 01").expect("005a 1234 7f000001 01");
      assertThat(open.sessions.nextFlow().destination()).isEqualTo(Destination.of("192.0.2.1", 80));
    }
    try (var client = open.client()) {
      client.dribble("0401005000000001 00 612e7465737400").expect("005a 1234 7f000001");
      assertThat(open.sessions.nextFlow().destination()).isEqualTo(Destination.of("a.test", 80));
    }
    try (var client = guarded.client()) {
      client.say("04010050c0000201 616c69636500").expect("005b 0000 00000000").expectClosed();
    }
  }

  @ParameterizedTest
  @CsvSource({"refused, 05", "timeout, 06", "rejected, 02", "name_not_found, 04", "limit, 01"})
  void failuresKeepTheirReasonAndEndTheConnection(String reason, String code) throws Exception {
    String name = java.util.HexFormat.of().formatHex((reason + ".fails").getBytes());
    String length = "%02x".formatted(name.length() / 2);
    try (var client = open.client()) {
      client.say("050100 05010003" + length + name + "0050");
      client.expect("0500 05" + code + "0001 00000000 0000");
      assertThat(client.rest()).isEmpty();
      open.sessions.nextFlow();
    }
  }

  @Test
  void whatIsDroppedIsClosedWithoutAWord() throws Exception {
    try (var client = open.client()) {
      client
          .say("050100 05010003 0d 64726f707065642e6661696c73 0050")
          .expect("0500")
          .expectClosed();
      open.sessions.nextFlow();
    }
  }

  /** Bytes that the server has not read when it refuses must not turn its answer into a reset. */
  @Test
  void aRefusalArrivesThoughTheClientKeepsTalking() throws Exception {
    for (String refused : new String[] {"050100 05010100", "050100 05010001 7f000001 0000"}) {
      try (var client = open.client()) {
        client.say(refused + "00".repeat(300_000));
        client.expect("0500 0501 0001 00000000 0000");
        assertThat(client.rest()).isEmpty();
      }
    }
    try (var client = open.client()) {
      client.say("0500" + "41".repeat(100_000)).expect("05ff");
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void wrongCredentialsLeadNowhereWhateverFollows() throws Exception {
    try (var client = guarded.client()) {
      client.say("050102 0105616c69636503733364" + NAME + "0102").expect("0502 0101");
      assertThat(client.rest()).isEmpty();
      assertThat(guarded.sessions.flows).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"00", "03", "06", "ff", "16030100", "20", "5b", "80"})
  void otherProtocolsGetNoAnswer(String hex) throws Exception {
    try (var client = open.client()) {
      client.say(hex).expectClosed();
    }
  }
}
