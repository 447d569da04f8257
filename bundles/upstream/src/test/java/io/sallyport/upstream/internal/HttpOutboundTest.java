// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static io.sallyport.upstream.internal.Flows.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpOutboundTest {

  private static final String REQUEST =
      "<" + hex("CONNECT a.example:443 HTTP/1.1\r\n" + "host: a.example:443\r\n\r\n");

  private final LoopbackTransport transport = new LoopbackTransport();

  @AfterEach
  void stop() {
    transport.close();
  }

  private Future<Channel> connect(Map<String, Object> config, Flow flow) throws Exception {
    return new HttpOutbound(transport, Flows.NO_DETOURS, config).connect(flow, transport.loop());
  }

  private static ConnectFailure failure(Future<Channel> connecting) throws Exception {
    assertThat(connecting.await(10_000)).isTrue();
    assertThat(connecting.cause()).isInstanceOf(ConnectFailure.class);
    return (ConnectFailure) connecting.cause();
  }

  @ParameterizedTest
  @CsvSource({
    "a.example, a.example:443",
    "192.0.2.7, 192.0.2.7:443",
    "2001:db8::1, [2001:db8::1]:443",
  })
  void asksForTheDestinationAsItIs(String host, String authority) throws Exception {
    var request = hex("CONNECT " + authority + " HTTP/1.1\r\nhost: " + authority + "\r\n\r\n");
    for (boolean single : new boolean[] {false, true}) {
      var script = "<" + request + " >" + hex("HTTP/1.1 200 OK\r\n\r\n") + "cafe close end";
      try (var proxy = new ScriptedProxy(script, single)) {
        var connecting = connect(Flows.config(proxy), Flows.to(host, 443));
        assertThat(connecting.await(10_000)).isTrue();
        assertThat(connecting.cause()).isNull();
        assertThat(connecting.getNow().config().isAutoRead()).isFalse();
        assertThat(Received.from(connecting.getNow()).all()).isEqualTo("cafe");
        connecting.getNow().close();
        proxy.finish();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.0 200 Connection established\\\\",
        "HTTP/1.1 299 Odd\\Via: x\\\\",
        "HTTP/1.1 204\\\\",
        // Of no meaning in an answer to CONNECT: what follows is the stream.
        "HTTP/1.1 200 OK\\Content-Length: 5000\\\\",
        "HTTP/1.1 200 OK\\Transfer-Encoding: chunked\\\\",
        "HTTP/1.1 100 Continue\\\\HTTP/1.1 103 Early Hints\\Link: x\\\\HTTP/1.1 200 OK\\\\",
      })
  void everySuccessOpensTheStreamAtOnce(String head) throws Exception {
    var answer = hex(head.replace("\\", "\r\n") + "HTTP/1.1 500 not ours\r\n\r\n");
    for (boolean single : new boolean[] {false, true}) {
      try (var proxy = new ScriptedProxy(REQUEST + " >" + answer + " close end", single)) {
        var connecting = connect(Flows.config(proxy), Flows.to("a.example", 443));
        assertThat(connecting.await(10_000)).isTrue();
        assertThat(connecting.cause()).isNull();
        assertThat(Received.from(connecting.getNow()).all())
            .isEqualTo(hex("HTTP/1.1 500 not ours\r\n\r\n"));
        connecting.getNow().close();
        proxy.finish();
      }
    }
  }

  @Test
  void sendsBasicAuthentication() throws Exception {
    // RFC 7617 §2: the example of the RFC.
    var request =
        hex(
            "CONNECT a.example:443 HTTP/1.1\r\nhost: a.example:443\r\n"
                + "proxy-authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
    var refusal = hex("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    try (var proxy = new ScriptedProxy("<" + request + " >" + refusal + " end", false)) {
      var config = Flows.config(proxy, "username", "Aladdin", ".password", "open sesame");
      var failure = failure(connect(config, Flows.to("a.example", 443)));
      assertThat(failure.reason()).isEqualTo(Reason.UPSTREAM_AUTH);
      assertThat(failure.getMessage())
          .contains("refused username and password")
          .doesNotContain("sesame", "QWxh", "Aladdin");
      proxy.finish();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP/1.1 407 Auth\\Proxy-Authenticate: Basic\\Content-Length: 9\\\\, UPSTREAM_AUTH, set"
        + " username",
    "HTTP/1.1 401 Auth\\\\, UPSTREAM_AUTH, answered 401",
    "HTTP/1.1 403 Forbidden\\\\, REJECTED, answered 403",
    "HTTP/1.1 405 No\\\\, UNSUPPORTED, answered 405",
    "HTTP/1.1 501 No\\\\, UNSUPPORTED, answered 501",
    "HTTP/1.1 429 Busy\\\\, LIMIT, answered 429",
    "HTTP/1.1 500 Oops\\\\, UPSTREAM_FAILED, answered 500",
    "HTTP/1.1 502 Bad\\\\, HOST_UNREACHABLE, answered 502",
    "HTTP/1.1 503 Busy\\\\, UPSTREAM_FAILED, answered 503",
    "HTTP/1.1 504 Slow\\\\, TIMEOUT, answered 504",
    "HTTP/1.1 302 Moved\\Location: http://x/\\\\, UPSTREAM_FAILED, answered 302",
    "HTTP/1.1 999 What\\\\, UPSTREAM_FAILED, answered 999",
    "HTTP/1.1 101 Switch\\\\, UPSTREAM_PROTOCOL, answered 101",
    "HTTP/2.0 200 OK\\\\, UPSTREAM_PROTOCOL, no HTTP/1.x",
    "HTTP/1.1 abc OK\\\\, UPSTREAM_PROTOCOL, no HTTP/1.x",
    "HTTP/1.1\\\\, UPSTREAM_PROTOCOL, no HTTP/1.x",
    "SSH-2.0-x\\, UPSTREAM_PROTOCOL, no HTTP/1.x",
    "\\HTTP/1.1 200 OK\\\\, UPSTREAM_PROTOCOL, no HTTP/1.x",
  })
  void namesWhatTheServerDidWrong(String answer, Reason reason, String text) throws Exception {
    var bytes = hex(answer.replace("\\", "\r\n"));
    for (boolean single : new boolean[] {false, true}) {
      try (var proxy = new ScriptedProxy(REQUEST + " >" + bytes, single)) {
        var failure = failure(connect(Flows.config(proxy), Flows.to("a.example", 443)));
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.getMessage())
            .startsWith("outbound exit: HTTP server 127.0.0.1:" + proxy.address().getPort())
            .contains(text)
            .doesNotContain("a.example");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "close end, UPSTREAM_PROTOCOL, closed",
    ">48545450 close end, UPSTREAM_PROTOCOL, closed",
    ">485454502f312e312032303020 close end, UPSTREAM_PROTOCOL, closed",
    "reset, UPSTREAM_PROTOCOL, CONNECT",
    "end, TIMEOUT, in time",
    ">485454502f312e31 end, TIMEOUT, in time",
  })
  void anAnswerThatBreaksOffIsAFailure(String rest, Reason reason, String text) throws Exception {
    try (var proxy = new ScriptedProxy(REQUEST + " " + rest, false)) {
      var config =
          Flows.config(proxy, "connect_timeout", reason == Reason.TIMEOUT ? "300ms" : "9s");
      var failure = failure(connect(config, Flows.to("a.example", 443)));
      assertThat(failure.reason()).isEqualTo(reason);
      assertThat(failure.getMessage()).contains(text);
      proxy.finish();
    }
  }

  @Test
  void anEndlessHeadIsCutOff() throws Exception {
    var endless = hex("HTTP/1.1 200 OK\r\nX: " + "x".repeat(HttpConnectHandshake.MAX_HEAD));
    try (var proxy = new ScriptedProxy(REQUEST + " >" + endless, false)) {
      var failure = failure(connect(Flows.config(proxy), Flows.to("a.example", 443)));
      assertThat(failure.reason()).isEqualTo(Reason.UPSTREAM_PROTOCOL);
      assertThat(failure.getMessage()).contains("more than 8192 bytes");
    }
    var interim = hex("HTTP/1.1 100 Continue\r\n\r\n".repeat(5));
    try (var proxy = new ScriptedProxy(REQUEST + " >" + interim + " end", false)) {
      var failure = failure(connect(Flows.config(proxy), Flows.to("a.example", 443)));
      assertThat(failure.reason()).isEqualTo(Reason.UPSTREAM_PROTOCOL);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"good.example:80/?", "a@b", "a/b", "a:1", "a%41", "[a]", "a#b", "a\\b"})
  void aNameThatWouldBecomeAnotherAuthorityIsNeverSent(String name) throws Exception {
    var config = Flows.config("server", "127.0.0.1", "server_port", 9);
    var flow = Flows.to("x", 443).to(new Destination.Name(name, 443));
    assertThat(failure(connect(config, flow)).reason()).isEqualTo(Reason.UNSUPPORTED);
    assertThat(transport.dialled).isEmpty();
  }
}
