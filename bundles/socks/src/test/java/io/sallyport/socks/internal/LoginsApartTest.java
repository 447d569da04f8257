// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a listener without users makes of logins, all the way to the flow. */
class LoginsApartTest {

  private static final String CONNECT = "05010001 c0000201 0050";

  private Listener listener;

  @BeforeEach
  void open() throws Exception {
    listener = new Listener("final", "apart").listening();
  }

  @AfterEach
  void close() {
    listener.close();
  }

  private String login() throws Exception {
    var origin = listener.sessions.nextFlow().origin();
    assertThat(origin.user()).as("nobody has checked it").isNull();
    return String.valueOf(origin.login());
  }

  private String socks(String name, String password) throws Exception {
    try (var client = listener.client()) {
      client.say("05020002").expect("0502");
      client.say("01" + text(name) + text(password)).expect("0100");
      client.say(CONNECT).expect("0500");
      return login();
    }
  }

  private static String text(String text) {
    return "%02x".formatted(text.length())
        + HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String field(String pair) {
    return "Proxy-Authorization: Basic "
        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII))
        + "\r\n";
  }

  private String tunnel(String field) throws Exception {
    try (var client = listener.client()) {
      client.sayText("CONNECT a.test:443 HTTP/1.1\r\n" + field + "\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      return login();
    }
  }

  @Test
  void bySocks() throws Exception {
    String first = socks("ann", "hunter2");
    assertThat(first).isEqualTo(socks("ann", "hunter2")).isNotEqualTo(socks("ann", "hunter3"));
    try (var client = listener.client()) {
      client.say("050100").expect("0500").say(CONNECT).expect("0500");
      assertThat(login()).isEqualTo("null");
    }
    assertThat(listener.everything)
        .noneMatch(line -> line.contains("hunter") || line.contains("ann") || line.contains(first));
  }

  @Test
  void byHttp() throws Exception {
    assertThat(tunnel(field("ann:x")))
        .hasSize(64)
        .isEqualTo(tunnel(field("ann:x")))
        .isNotEqualTo(tunnel(field("bob:x")));
    assertThat(tunnel("")).isEqualTo("null");
  }
}
