// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Destination;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthorityTest {

  @ParameterizedTest
  @CsvSource({
    "example.com:443, example.com:443",
    "EXAMPLE.com.:443, example.com:443",
    "192.0.2.1:1, 192.0.2.1:1",
    "[2001:db8::1]:65535, [2001:db8::1]:65535",
    "[::ffff:10.0.0.1]:80, 10.0.0.1:80",
    "_srv.a-b.onion:80, _srv.a-b.onion:80",
  })
  void destinations(String target, String expected) {
    assertThat(String.valueOf(Authority.parse(target))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":80",
        "a",
        "a:",
        "a:0",
        "a:65536",
        "a:99999",
        "a:+80",
        "a:80 ",
        "a:8 0",
        "a:080000",
        "::1:80",
        "[::1]",
        "[::1]80",
        "[a]:80",
        "[127.0.0.1]:80",
        "[fe80::1%eth0]:80",
        "u@a:80",
        "http://a:80",
        "a/b:80",
        "a?b:80",
        "a\0b:80",
        "a b:80",
        "é:80",
        "127.1:80",
        "2130706433:80",
        "0x7f.1:80",
        ".:80"
      })
  void none(String target) {
    assertThat(Authority.parse(target)).isNull();
  }

  @Test
  void aNameHas255BytesAtMost() {
    assertThat(Authority.parse("a".repeat(255) + ":80"))
        .isEqualTo(Destination.of("a".repeat(255), 80));
    assertThat(Authority.parse("a".repeat(256) + ":80")).isNull();
  }
}
