// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sallyport.itest.harness.Curl;
import io.sallyport.itest.harness.Ports;
import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.WebServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What curl sees of the listener, by every protocol that it speaks. */
class CurlIT {

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener("open", "\"final\": \"direct\"")
          .listener(
              "users",
              """
              "users": [{"username": "alice", "password": "$[secret:alice]"},
                        {"username": "bob", "password": "$[env:BOB_PASSWORD]"}],
              "final": "direct"\
              """)
          .secret("alice", "wonder:\"land")
          .env("BOB_PASSWORD", "builder");

  private static WebServer web;

  @BeforeAll
  static void serve() throws IOException {
    web = new WebServer();
  }

  @AfterAll
  static void stop() {
    web.close();
  }

  private static String open() {
    return "127.0.0.1:" + PRODUCT.port("open");
  }

  private static String users() {
    return "127.0.0.1:" + PRODUCT.port("users");
  }

  private static String url(String host) {
    return "http://" + host + ":" + web.port() + "/";
  }

  @ParameterizedTest
  @ValueSource(strings = {"--socks4", "--socks4a", "--socks5", "--socks5-hostname"})
  void everySocksProtocolReachesALiteralAndAName(String protocol) throws Exception {
    for (var host : new String[] {"127.0.0.1", "localhost"}) {
      var got = Curl.get(protocol, open(), url(host));
      assertThat(got.error()).isEmpty();
      assertThat(got.exit()).isZero();
      assertThat(got.body()).isEqualTo("host " + host + ":" + web.port());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5://", "socks5h://", "http://"})
  void ipv6LiteralsAreReached(String scheme) throws Exception {
    assumeTrue(web.ipv6(), "this machine has no ::1");
    var got = Curl.get("--proxytunnel", "--proxy", scheme + open(), url("[::1]"));
    assertThat(got.error()).isEmpty();
    assertThat(got.body()).isEqualTo("host [::1]:" + web.port());
  }

  @Test
  void httpConnectReachesLiteralsAndNames() throws Exception {
    for (var host : new String[] {"127.0.0.1", "localhost"}) {
      var got = Curl.get("--proxytunnel", "--proxy", "http://" + open(), url(host));
      assertThat(got.connect()).isEqualTo(200);
      assertThat(got.body()).isEqualTo("host " + host + ":" + web.port());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"socks5", "socks5h", "http"})
  void usersAreLetIn(String scheme) throws Exception {
    for (var login : new String[] {"alice:wonder%3A%22land", "bob:builder"}) {
      var proxy = scheme + "://" + login + "@" + users();
      var got = Curl.get("--proxytunnel", "--proxy", proxy, url("127.0.0.1"));
      assertThat(got.error()).isEmpty();
      assertThat(got.exit()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice:wrong", "alice:builder", "carol:builder", "alice:wonder%3A%22lan"})
  void wrongCredentialsAreRefusedInWords(String login) throws Exception {
    var socks = Curl.get("--proxy", "socks5://" + login + "@" + users(), url("127.0.0.1"));
    assertThat(socks.exit()).isEqualTo(97);
    assertThat(socks.error()).containsIgnoringCase("rejected");

    var http =
        Curl.get("--proxytunnel", "--proxy", "http://" + login + "@" + users(), url("127.0.0.1"));
    assertThat(http.exit()).isEqualTo(56);
    assertThat(http.connect()).isEqualTo(407);
  }

  @Test
  void nobodyIsLetInWithoutAUser() throws Exception {
    var socks5 = Curl.get("--socks5-hostname", users(), url("127.0.0.1"));
    assertThat(socks5.exit()).isEqualTo(97);
    assertThat(socks5.error()).containsIgnoringCase("no authentication method");

    for (var old : new String[] {"--socks4", "--socks4a"}) {
      assertThat(Curl.get(old, users(), url("127.0.0.1")).exit()).isEqualTo(97);
    }
    var http = Curl.get("--proxytunnel", "--proxy", "http://" + users(), url("127.0.0.1"));
    assertThat(http.connect()).isEqualTo(407);
  }

  @Test
  void userAndPasswordDoNoHarmWhereNoneAreAsked() throws Exception {
    var got = Curl.get("--proxy", "socks5h://someone:something@" + open(), url("127.0.0.1"));
    assertThat(got.error()).isEmpty();
    assertThat(got.exit()).isZero();
  }

  @Test
  void aClosedPortIsToldAsRefused() throws Exception {
    var closed = "http://127.0.0.1:" + Ports.free() + "/";

    var socks5 = Curl.get("--socks5-hostname", open(), closed);
    assertThat(socks5.exit()).isEqualTo(97);
    assertThat(socks5.error()).contains("(5)");

    var socks4 = Curl.get("--socks4", open(), closed);
    assertThat(socks4.exit()).isEqualTo(97);
    assertThat(socks4.error()).contains("91");

    var http = Curl.get("--proxytunnel", "--proxy", "http://" + open(), closed);
    assertThat(http.exit()).isEqualTo(56);
    assertThat(http.connect()).isEqualTo(502);
  }

  @Test
  void aNameThatDoesNotExistIsToldAsUnreachable() throws Exception {
    var socks = Curl.get("--socks5-hostname", open(), url("no-such-host.invalid"));
    assertThat(socks.exit()).isEqualTo(97);
    assertThat(socks.error()).contains("(4)");

    var http = Curl.get("--proxytunnel", "--proxy", "http://" + open(), url("nowhere.invalid"));
    assertThat(http.connect()).isEqualTo(502);
  }
}
