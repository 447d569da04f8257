// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SocksSchemaTest {

  private final SocksSchema schema = new SocksSchema(new FinalOnly());

  @Test
  void keysAreOursAndThoseOfThePolicy() {
    assertThat(schema.keys())
        .extracting(Key::name)
        .containsExactly(
            "listen",
            "listen_port",
            "listen_path",
            "mode",
            "users",
            "handshake_timeout",
            "max_handshakes",
            "max_handshakes_per_source",
            "proxy_protocol",
            "udp",
            "bind",
            "udp_port_range",
            "udp_advertise_address",
            "max_udp_associations",
            "final");
    assertThat(schema.keys())
        .filteredOn(Key::secret)
        .extracting(Key::name)
        .containsExactly("users");
  }

  @Test
  void defaults() throws Exception {
    var settings = ListenerSettings.of(Listener.properties(1080), new FinalOnly());
    assertThat(settings.tag()).isEqualTo("lan");
    assertThat(settings.listen().tcp()).extracting(TcpPlace::where).isEqualTo("127.0.0.1:1080");
    assertThat(settings.listen().unix()).isNull();
    assertThat(settings.handshakeTimeout()).hasSeconds(10);
    assertThat(settings.maxHandshakes()).isEqualTo(1024);
    assertThat(settings.users().required()).isFalse();
  }

  @Test
  void everyProblemIsToldAtOnce() {
    var properties =
        Listener.properties(
            1080,
            "users",
            "[{\"username\":\"a\"}]",
            "final",
            " ",
            "handshake_timeout",
            "0s",
            "service.pid",
            "nameless");
    assertThat(problems(properties))
        .extracting(ConfigProblem::path)
        .containsExactlyInAnyOrder("tag", "users[0].password", "final", "handshake_timeout");
  }

  @Test
  void aPortIsRequired() {
    var properties = Listener.properties(1080);
    properties.remove("listen_port");
    assertThat(problems(properties)).extracting(ConfigProblem::path).containsExactly("listen_port");
  }

  @Test
  void outboundsOfThePolicyAreReferences() throws Exception {
    var settings = Settings.of(schema.keys(), Listener.properties(1080, "final", "tor"));
    assertThat(schema.references(settings))
        .extracting(Schema.Reference::outbound)
        .containsExactly("tor");
  }

  private List<ConfigProblem> problems(Map<String, Object> properties) {
    var e =
        catchThrowableOfType(
            ConfigException.class, () -> schema.check(Settings.of(schema.keys(), properties)));
    assertThat(e).isNotNull();
    return e.problems();
  }
}
