// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Destination;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP CONNECT through real sockets, on the port of SOCKS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpClientsTest {

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

  @ParameterizedTest
  @ValueSource(strings = {"1.0", "1.1"})
  void aTunnelWithEarlyData(String version) throws Exception {
    try (var client = open.client()) {
      client.sayText(
          "CONNECT A.test:443 HTTP/%s\r\nHost: a.test:443\r\n\r\nhello".formatted(version));
      assertThat(client.head())
          .isEqualTo("HTTP/%s 200 Connection established\r\n\r\n".formatted(version));
      client.expect("68656c6c6f").say("00ff").expect("00ff");
      assertThat(open.sessions.nextFlow().destination())
          .isEqualTo(new Destination.Name("a.test", 443));
      client.socket().shutdownOutput();
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void byteByByte() throws Exception {
    try (var client = open.client()) {
      String request = "CONNECT [2001:db8::1]:443 HTTP/1.1\r\n\r\n";
      client.dribble(hex(request)).dribble("4243");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      client.expect("4243");
      assertThat(open.sessions.nextFlow().destination())
          .isEqualTo(Destination.of("2001:db8::1", 443));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET / HTTP/1.1 | 400",
        "POST / HTTP/1.0 | 400",
        "GET https://a.test/ HTTP/1.1 | 400",
        "GET http://a.test:0/ HTTP/1.1 | 400",
        "GET http://u:p@a.test/ HTTP/1.1 | 400",
        "POST http://a.test/ HTTP/1.1~Content-Length: 4~Transfer-Encoding: chunked | 400",
        "POST http://a.test/ HTTP/1.1~Content-Length: 4~Content-Length: 5 | 400",
        "POST http://a.test/ HTTP/1.1~Transfer-Encoding: gzip, chunked | 400",
        "POST http://a.test/ HTTP/1.0~Transfer-Encoding: chunked | 400",
        "GET http://a.test/ HTTP/1.1~Bad Header: 4 | 400",
        "GET http://refused.fails/ HTTP/1.1 | 502",
        "GET http://rejected.fails/ HTTP/1.1 | 403",
        "GET http://limit.fails:81/ HTTP/1.1 | 503",
        "CONNECT a.test HTTP/1.1 | 400",
        "CONNECT a.test:0 HTTP/1.1 | 400",
        "CONNECT a.test:65536 HTTP/1.1 | 400",
        "CONNECT http://a.test:80 HTTP/1.1 | 400",
        "CONNECT 127.1:80 HTTP/1.1 | 400",
        "CONNECT a.test:80 HTTP/2.0 | 505",
        "CONNECT a.test:80 HTTP/1.1~Content-Length: 4 | 400",
        "CONNECT a.test:80 HTTP/1.1~Transfer-Encoding: chunked | 400",
        "CONNECT a.test:80 HTTP/1.1~Bad Header: 4 | 400",
        "CONNECT | 400",
        "CONNECT {long}:80 HTTP/1.1 | 414",
        "CONNECT a.test:80 HTTP/1.1~X: {long}{long}{long}{long} | 431",
        "CONNECT refused.fails:80 HTTP/1.1 | 502",
        "CONNECT timeout.fails:80 HTTP/1.1 | 504",
        "CONNECT rejected.fails:80 HTTP/1.1 | 403",
        "CONNECT limit.fails:80 HTTP/1.1 | 503",
        "CONNECT outbound_unavailable.fails:80 HTTP/1.1 | 503",
      })
  void refusals(String request, int status) throws Exception {
    try (var client = open.client()) {
      String text = request.replace("{long}", "a".repeat(9000)).replace("~", "\r\n");
      client.sayText(text + "\r\n\r\n" + "x".repeat(50_000));
      String answer = client.rest();
      assertThat(answer)
          .matches("(?s)HTTP/1\\.[01] " + status + " .*")
          .contains("Connection: close\r\n")
          .doesNotContain("innards");
    }
    open.sessions.flows.clear();
  }

  @Test
  void whoIsNotAUserIsAskedForCredentials() throws Exception {
    for (String field :
        new String[] {
          "",
          authorization("Basic", "alice:wrong"),
          authorization("Basic", "alice"),
          authorization("Basic", ":"),
          authorization("Bearer", "alice:s3c"),
          "Proxy-Authorization: Basic !!!\r\n",
          authorization("Basic", "alice:s3c") + authorization("Basic", "alice:s3c"),
        }) {
      try (var client = guarded.client()) {
        client.sayText("CONNECT a.test:443 HTTP/1.1\r\n" + field + "\r\n" + "early");
        assertThat(client.rest())
            .startsWith("HTTP/1.1 407 ")
            .contains("\r\nProxy-Authenticate: Basic realm=\"sallyport\", charset=\"UTF-8\"\r\n");
      }
    }
    assertThat(guarded.sessions.flows).isEmpty();
  }

  @Test
  void aUserIsServed() throws Exception {
    try (var client = guarded.client()) {
      client.sayText(
          "CONNECT a.test:443 HTTP/1.1\r\n" + authorization("basic", "alice:s3c") + "\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 ");
      assertThat(guarded.sessions.nextFlow().origin().user()).isEqualTo("alice");
    }
  }

  @Test
  void whatIsDroppedIsClosedWithoutAWord() throws Exception {
    try (var client = open.client()) {
      client.sayText("CONNECT dropped.fails:443 HTTP/1.1\r\n\r\n").expectClosed();
    }
    open.sessions.nextFlow();
  }

  private static String authorization(String scheme, String pair) {
    return "Proxy-Authorization: "
        + scheme
        + " "
        + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))
        + "\r\n";
  }

  private static String hex(String text) {
    return java.util.HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }
}
