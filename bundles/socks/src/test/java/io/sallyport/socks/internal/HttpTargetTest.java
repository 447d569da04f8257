// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTargetTest {

  @ParameterizedTest
  @CsvSource({
    "http://a.test/x?y, a.test:80, a.test, /x?y",
    "HTTP://A.test:8080?y, a.test:8080, A.test:8080, /?y",
    "http://[2001:db8::1], [2001:db8::1]:80, [2001:db8::1], /",
    "http://a.test:/, a.test:80, a.test:, /",
    "ws://a.test/chat?x, a.test:80, a.test, /chat?x",
    "WS://a.test:8080, a.test:8080, a.test:8080, /",
  })
  void targets(String uri, String destination, String host, String path) {
    var target = HttpTarget.parse(uri, "GET");
    assertThat(target).isNotNull();
    assertThat(target.destination()).hasToString(destination);
    assertThat(target.host()).isEqualTo(host);
    assertThat(target.path()).isEqualTo(path);
  }

  /** What is in TLS is for a tunnel, and not to be had by asking a proxy for it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.test/",
        "wss://a.test/",
        "wsx://a.test/",
        "ftp://a.test/",
        "ws:/a.test/",
        "ws://",
        "ws:///x",
        "ws://a.test/x#z",
        "ws://u@a.test/",
        "ws://a.test:0/",
        "//a.test/",
        "/x"
      })
  void none(String uri) {
    assertThat(HttpTarget.parse(uri, "GET")).isNull();
  }
}
