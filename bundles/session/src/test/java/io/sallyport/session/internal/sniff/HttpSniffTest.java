// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import static io.sallyport.session.internal.sniff.Verdicts.tcp;
import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Sniffed.Protocol;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSniffTest {

  private static final String HEAD =
      "GET /a?b=c HTTP/1.1\r\nUser-Agent: x/1\r\nHOST:  Www.Example.COM:8080 \r\nAccept:\r\n\r\n";

  @Test
  void readsTheHostHeader() {
    assertThat(tcp(HEAD)).isEqualTo(Verdict.found(Protocol.HTTP, "www.example.com"));
    assertThat(tcp(HEAD + "body\0")).isEqualTo(Verdict.found(Protocol.HTTP, "www.example.com"));
    assertThat(tcp(HEAD.replace("\r\n", "\n")))
        .isEqualTo(Verdict.found(Protocol.HTTP, "www.example.com"));
  }

  @Test
  void everyTruncationNeedsMore() {
    Verdicts.assertEveryTruncationNeedsMore(
        HEAD.getBytes(StandardCharsets.US_ASCII), Protocol.HTTP);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "GET http://Target.example/x HTTP/1.1\\Host: other.example   | target.example",
        "GET http://target.example:81?q HTTP/1.1\\Host: target.example| target.example",
        "GET ws://target.example HTTP/1.0\\X: y                      | target.example",
        "GET /http://not.example/ HTTP/1.1\\Host: host.example       | host.example",
        "CONNECT tunnel.example:443 HTTP/1.1\\Host: other.example    | tunnel.example",
        "CONNECT [2001:db8::1]:443 HTTP/1.1\\Host: other.example     | -",
        "OPTIONS * HTTP/1.1\\Host: host.example.                     | host.example",
        "GET / HTTP/1.0\\X: y                                        | -",
        "GET / HTTP/1.1\\Host:                                       | -",
        "GET / HTTP/1.1\\Host: 192.0.2.7:80                          | -",
        "GET / HTTP/1.1\\Host: [::1]                                 | -",
        "GET / HTTP/1.1\\Host: a.example\\Host: b.example            | -",
        "GET / HTTP/1.1\\Host: user@a.example                        | -",
        "GET / HTTP/1.1\\Host: a.example:http                        | -",
        "GET / HTTP/1.1\\Host: a b                                   | -",
        "GET / HTTP/1.1\\Host: bücher.example                        | -",
        "GET http://user@evil.example/ HTTP/1.1\\Host: a.example     | -",
        "PROPFIND / HTTP/1.1\\Host: dav.example                      | dav.example",
      })
  void takesTheHostFromWhereTheServerTakesIt(String head, String domain) {
    assertThat(tcp(head.strip().replace("\\", "\r\n") + "\r\n\r\n"))
        .isEqualTo(Verdict.found(Protocol.HTTP, domain));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SSH-2.0-OpenSSH_9.6\r\n",
        "EHLO mail.example\r\n",
        " GET / HTTP/1.1\r\n",
        "GET  / HTTP/1.1\r\n",
        "GET / HTTP/1.2\r\n",
        "GET / HTTP/2.0\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET / HTTP/1.1 \r\n",
        "GET / HTTP/1.1\rX",
        "GET /\u0001 HTTP/1.1\r\n",
        "G\u00cbT / HTTP/1.1\r\n",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJ",
        "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
        "GET / HTTP/1.1\r\n: a\r\n\r\n",
        "GET / HTTP/1.1\r\nX: a\r\n folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rb\r\n\r\n",
        "\0\0\0\0",
      })
  void refusesWhatIsNotARequest(String text) {
    assertThat(tcp(text.getBytes(StandardCharsets.ISO_8859_1), Protocol.HTTP))
        .isEqualTo(Verdict.NOTHING);
  }

  @Test
  void aHeadBeyondTheLimitIsJudgedByItsBeginning() {
    var cookie = "Cookie: " + "c".repeat(9_000);
    assertThat(tcp("GET / HTTP/1.1\r\nHost: a.example\r\n" + cookie))
        .isEqualTo(Verdict.found(Protocol.HTTP, "a.example"));
    assertThat(tcp("GET / HTTP/1.1\r\n" + cookie + "\r\nHost: a.example\r\n\r\n"))
        .isEqualTo(Verdict.found(Protocol.HTTP, null));
    assertThat(tcp("GET /" + "x".repeat(9_000))).isEqualTo(Verdict.NOTHING);
  }
}
