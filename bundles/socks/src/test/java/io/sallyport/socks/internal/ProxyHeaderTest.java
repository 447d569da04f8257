// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.testing.Await;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {

  private static final String ASK = "050100" + "05010003" + "06" + "612e74657374" + "0050";
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";

  private Listener listener;

  @BeforeEach
  void open() throws Exception {
    listener = new Listener("proxy_protocol", true, "handshake_timeout", "2s").listening();
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private String source(String header) throws Exception {
    try (var client = listener.client()) {
      client.say(header + ASK).expect("0500" + "05000001" + "7f000001" + "1234");
      return listener.sessions.nextFlow().origin().source().toString();
    }
  }

  @Test
  void theSourceIsWhatTheHeaderSays() throws Exception {
    assertThat(source(text("PROXY TCP4 192.0.2.7 198.51.100.1 40000 1080\r\n")))
        .isEqualTo("/192.0.2.7:40000");
    assertThat(source(text("PROXY TCP6 2001:db8::7 2001:db8::1 40001 1080\r\n")))
        .contains("2001:db8:0:0:0:0:0:7")
        .endsWith(":40001");
    assertThat(source(SIGNATURE + "2111000c" + "c0000207" + "c6336401" + "9c40" + "0438"))
        .isEqualTo("/192.0.2.7:40000");
  }

  @Test
  void whatABalancerSaysForItselfComesFromItself() throws Exception {
    assertThat(source(SIGNATURE + "20000000")).startsWith("/127.0.0.1:");
    assertThat(source(text("PROXY UNKNOWN\r\n"))).startsWith("/127.0.0.1:");
  }

  @Test
  void everySplitOfAHeaderIsTheSame() throws Exception {
    String header = SIGNATURE + "2111000c" + "c0000207" + "c6336401" + "9c40" + "0438";
    for (int i = 2; i < header.length(); i += 2) {
      try (var client = listener.client()) {
        client.say(header.substring(0, i));
        client.say(header.substring(i) + ASK).expect("0500");
        assertThat(listener.sessions.nextFlow().origin().source().getPort()).isEqualTo(40000);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PROXY TCP4 192.0.2.7 198.51.100.1 40000\r\n",
        "PROXY TCP4 192.0.2.700 198.51.100.1 40000 1080\r\n",
        "PROXY TCP4 192.0.2.7 198.51.100.1 40000 99999\r\n",
        "PROXY TCP9 192.0.2.7 198.51.100.1 40000 1080\r\n",
        "GET / HTTP/1.1 and so on\r\n",
        "\5\1\0\5\1\0\3\6a.test and so on until there is enough of it\r\n"
      })
  void whatIsNoHeaderIsClosed(String header) throws Exception {
    try (var client = listener.client()) {
      client.say(text(header)).expectClosed();
    }
    assertThat(listener.sessions.flows).isEmpty();
  }

  @Test
  void aHeaderThatDoesNotComeIsTimedOut() throws Exception {
    try (var client = listener.client()) {
      client.say(SIGNATURE + "2111").expectClosed();
    }
    Await.until(
        "the timeout is counted",
        () -> listener.inbound.counters().getOrDefault("handshake_timeout", 0L) == 1);
  }

  @Test
  void anAnnouncedLengthIsNotBelieved() throws Exception {
    try (var client = listener.client()) {
      client.say(SIGNATURE + "2111ffff" + "00".repeat(4400)).expectClosed();
    }
  }

  private static String text(String header) {
    return HexFormat.of().formatHex(header.getBytes(StandardCharsets.US_ASCII));
  }
}
