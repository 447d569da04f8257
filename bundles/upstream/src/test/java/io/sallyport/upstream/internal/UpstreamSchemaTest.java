// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamSchemaTest {

  private static void check(Schema schema, Object... pairs) throws ConfigException {
    schema.check(Settings.of(schema.keys(), Flows.config(pairs)));
  }

  private static Object[] pairs(String text) {
    var pairs = new ArrayList<Object>(List.of("server", "proxy.example", "server_port", 1080));
    for (String pair : text == null ? new String[0] : text.replace('&', ',').split(";")) {
      pairs.addAll(
          List.of(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)));
    }
    return pairs.toArray();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "socks, password=x, password",
        "socks, username=x, username",
        "socks, username=;password=x, username",
        "socks, version=6, version",
        "socks, version=4;username=u;password=x, password",
        "socks, version=4a;username=u;password=x, password",
        "socks, server=a b, server",
        "socks, server=, server",
        "socks, network=icmp, network",
        "socks, version=4;network=udp, network",
        "socks, version=4a;udp_over_tcp=true, udp_over_tcp",
        "socks, udp_over_tcp=yes, udp_over_tcp",
        "socks, udp_over_tcp={\"enabled\":true&\"version\":1}, udp_over_tcp.version",
        "socks, pool=[], pool",
        "socks, pool=5, pool",
        "socks, pool={\"min_idel\":1}, pool.min_idel",
        "socks, pool={\"min_idle\":-1}, pool.min_idle",
        "socks, pool={\"min_idle\":3&\"max_idle\":2}, pool.max_idle",
        "socks, pool={\"min_idle\":3&\"max_total\":2}, pool.max_total",
        "socks, pool={\"max_idle_time\":\"1ms\"}, pool.max_idle_time",
        "socks, tls={\"enable\":true}, tls.enable",
        "socks, tls={\"enabled\":true&\"certificate_path\":\"/nowhere.pem\"}, tls.certificate_path",
        "socks, tls={\"enabled\":true&\"alpn\":[\"\"]}, tls.alpn",
        "http, headers={\"X\":\"a\\r\\nb: c\"}, headers.X",
        "http, headers={\"X Y\":\"a\"}, headers.X Y",
        "http, headers={\"X\":{}}, headers.X",
        "http, headers={\"Content-Length\":\"5\"}, headers.Content-Length",
        "http, headers=[], headers",
        "http, password=x, password",
        "http, username=a:b, username",
        "http, server=bücher.example, server",
      })
  void refusesWithTheKeyThatIsWrong(String type, String settings, String key) {
    Schema schema = type.equals("socks") ? new SocksSchema() : new HttpSchema();
    assertThatThrownBy(() -> check(schema, pairs(settings)))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> assertThat(e.problems()).anyMatch(p -> p.path().equals(key)));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "socks,",
        "socks, version=5;username=u;password=p",
        "socks, version=4a;username=u",
        "socks, server=::1;version=4",
        "socks, udp_over_tcp=true",
        "socks, udp_over_tcp={\"enabled\":false}",
        "socks, network=udp",
        "socks, pool={}",
        "socks, pool={\"min_idle\":20}",
        "socks, pool={\"min_idle\":1&\"max_idle\":2&\"max_total\":3&\"max_idle_time\":\"1m\"}",
        "socks, tls={\"enabled\":false}",
        "http, tls={\"enabled\":true&\"server_name\":\"x.example\"&\"alpn\":\"http/1.1\"}",
        "http, headers={\"X-A\":\"1\"&\"X-B\":[\"2\"&\"3\"]}",
        "http,",
        "http, username=u",
        "http, username=u;password=a:b",
      })
  void takesWhatWorks(String type, String settings) throws ConfigException {
    Schema schema = type.equals("socks") ? new SocksSchema() : new HttpSchema();
    check(schema, pairs(settings));
    assertThat(schema.pid()).isEqualTo("io.sallyport.outbound." + type);
  }

  @Test
  void countsBytesNotCharacters() throws ConfigException {
    check(new SocksSchema(), pairs("username=" + "ü".repeat(127) + ";password=p"));
    assertThatThrownBy(
            () -> check(new SocksSchema(), pairs("username=" + "ü".repeat(128) + ";password=p")))
        .hasMessageContaining("1 to 255 bytes");
  }

  @Test
  void thePasswordIsASecretAndIsNeverShown() throws ConfigException {
    assertThat(new SocksSchema().keys().stream().filter(Key::secret).map(Key::name))
        .containsExactly("password");
    assertThat(new HttpSchema().keys().stream().filter(Key::secret).map(Key::name))
        .containsExactly("password", "headers");
    var config = Flows.config(pairs("username=user-x;password=" + Flows.PASSWORD));
    var socks = SocksServer.of(config);
    var http = HttpServer.of(config);
    assertThat(List.of(socks.toString(), http.toString(), socks.endpoint().toString()))
        .noneMatch(text -> text.contains(Flows.PASSWORD) || text.contains("Basic"));
  }

  @Test
  void theTagComesFromTheInstallerOrTheFile() throws ConfigException {
    assertThat(SocksServer.of(Flows.config(pairs(null))).endpoint().tag()).isEqualTo("exit");
    var config = Flows.config(pairs(null));
    config.put("outbound.tag", "named");
    assertThat(SocksServer.of(config).endpoint().tag()).isEqualTo("named");
  }

  @ParameterizedTest
  @CsvSource({",'tcp,udp'", "version=4,tcp", "network=udp,udp", "network=tcp,tcp"})
  void tellsWhatTheOutboundCarries(String settings, String networks) throws ConfigException {
    var schema = new SocksSchema();
    var properties =
        schema.serviceProperties(Settings.of(schema.keys(), Flows.config(pairs(settings))));
    assertThat((String[]) properties.get("outbound.network")).containsExactly(networks.split(","));
  }

  @Test
  void namesItsDetour() throws ConfigException {
    for (Schema schema : List.of(new SocksSchema(), new HttpSchema())) {
      assertThat(schema.references(Settings.of(schema.keys(), Flows.config(pairs("detour=tor")))))
          .containsExactly(new Schema.Reference("detour", "tor"));
      assertThat(schema.references(Settings.of(schema.keys(), Flows.config(pairs(null)))))
          .isEmpty();
    }
  }
}
