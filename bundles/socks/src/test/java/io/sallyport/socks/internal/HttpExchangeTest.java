// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class HttpExchangeTest {

  private static final String URI = "http://a.test:8080/x?y";
  private static final HttpTarget TARGET = Objects.requireNonNull(HttpTarget.parse(URI, "GET"));

  private static HttpRequest request(HttpVersion version, HttpMethod method) {
    return new DefaultHttpRequest(version, method, URI);
  }

  private static HttpExchange sent(HttpRequest request) {
    var exchange = new HttpExchange(request);
    assertThat(exchange.problem(TARGET)).isNull();
    assertThat(exchange.forOrigin(TARGET).protocolVersion()).isEqualTo(HttpVersion.HTTP_1_1);
    exchange.requestWhole = true;
    return exchange;
  }

  private static HttpResponse response(int status, String... fields) {
    var response =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(status));
    for (int i = 0; i < fields.length; i += 2) {
      response.headers().set(fields[i], fields[i + 1]);
    }
    return response;
  }

  @Test
  void theOriginGetsItsOwnFormAndNothingThatIsForTheProxy() {
    var request = request(HttpVersion.HTTP_1_1, HttpMethod.GET);
    request.headers().set("Host", "other.test").set("Proxy-Authorization", "Basic x");
    request.headers().set("Connection", "x-mine").set("X-Mine", "1").set("X-Kept", "2");
    sent(request);
    assertThat(request.uri()).isEqualTo("/x?y");
    assertThat(request.headers().get("Host")).isEqualTo("a.test:8080");
    assertThat(request.headers().names()).containsExactlyInAnyOrder("host", "X-Kept");
  }

  @Test
  void contentWithoutALengthIsChunkedForWhoKnowsChunks() {
    var exchange = sent(request(HttpVersion.HTTP_1_1, HttpMethod.GET));
    var response = response(200);
    exchange.forClient(response, false);
    assertThat(response.headers().get("Transfer-Encoding")).isEqualTo("chunked");
    assertThat(exchange.keepAlive).isTrue();
  }

  /** A client of HTTP/1.0 knows no chunks: the end of the connection is that of the content. */
  @Test
  void forAnOldClientNothingIsChunkedAndTheConnectionEnds() {
    var exchange = sent(request(HttpVersion.HTTP_1_0, HttpMethod.GET));
    assertThat(exchange.isOld()).isTrue();
    for (var response :
        new HttpResponse[] {response(200), response(200, "Transfer-Encoding", "chunked")}) {
      exchange.forClient(response, false);
      assertThat(response.headers().contains("Transfer-Encoding")).isFalse();
      assertThat(response.headers().get("Connection")).isEqualTo("close");
      assertThat(exchange.keepAlive).isFalse();
    }
  }

  @Test
  void whatHasNoContentHasNoChunks() {
    var head = sent(request(HttpVersion.HTTP_1_1, HttpMethod.HEAD));
    var answer = response(200);
    head.forClient(answer, false);
    assertThat(answer.headers().contains("Transfer-Encoding")).isFalse();
    for (int status : new int[] {204, 304}) {
      var response = response(status);
      sent(request(HttpVersion.HTTP_1_1, HttpMethod.GET)).forClient(response, false);
      assertThat(response.headers().contains("Transfer-Encoding")).isFalse();
    }
  }

  @Test
  void anAnswerBeforeTheEndOfTheRequestIsTheLast() {
    var exchange = sent(request(HttpVersion.HTTP_1_1, HttpMethod.POST));
    exchange.requestWhole = false;
    exchange.forClient(response(413, "Content-Length", "0"), false);
    assertThat(exchange.keepAlive).isFalse();
  }

  @Test
  void anotherProtocolOnlyForWhoHasAsked() {
    assertThat(sent(request(HttpVersion.HTTP_1_1, HttpMethod.GET)).isUnasked(response(101)))
        .isTrue();
    var upgrade = request(HttpVersion.HTTP_1_1, HttpMethod.GET);
    upgrade.headers().set("Connection", "Upgrade").set("Upgrade", "websocket");
    var exchange = sent(upgrade);
    assertThat(exchange.isUnasked(response(101))).isFalse();
    exchange.forClient(response(101), false);
    assertThat(exchange.switched).isTrue();
  }

  @Test
  void framingThatCanBeReadInTwoWaysIsRefused() {
    for (String[] codings : new String[][] {{"gzip"}, {"chunked", "chunked"}, {"gzip, chunked"}}) {
      var request = request(HttpVersion.HTTP_1_1, HttpMethod.POST);
      for (String coding : codings) {
        request.headers().add("Transfer-Encoding", coding);
      }
      assertThat(new HttpExchange(request).problem(TARGET)).contains("chunked");
    }
    var old = request(HttpVersion.HTTP_1_0, HttpMethod.POST);
    old.headers().set("Transfer-Encoding", "chunked");
    assertThat(new HttpExchange(old).problem(TARGET)).contains("HTTP/1.1");
    assertThat(new HttpExchange(request(HttpVersion.HTTP_1_1, HttpMethod.GET)).problem(null))
        .contains("http://host/path");
  }
}
