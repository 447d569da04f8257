// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Key;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TorSettingsTest {

  private static final Path HOME = Path.of("/srv/gate");
  private static final String AUTHORITY =
      "DirAuthority one orport=5001 no-v2 v3ident="
          + "A".repeat(40)
          + " 127.0.0.1:5002 "
          + "B".repeat(40);

  private static TorSettings of(Object... pairs) throws ConfigException {
    var properties = new HashMap<String, Object>(Map.of("outbound.tag", "onion"));
    for (int i = 0; i < pairs.length; i += 2) {
      properties.put((String) pairs[i], pairs[i + 1]);
    }
    return TorSettings.of(properties, HOME);
  }

  private static String problem(Object... pairs) {
    try {
      return "taken: " + of(pairs);
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void anEmptyFileIsThePublicNetworkWithADirectoryOfItsOwn() throws Exception {
    var settings = of();
    assertThat(settings.directory()).isEqualTo(HOME.resolve("data/tor/onion"));
    assertThat(settings.authorities()).isEmpty();
    assertThat(settings.testing()).isFalse();
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void theExampleIsTaken() throws Exception {
    var file = Path.of("../../configs/examples/io.sallyport.outbound.tor~lab.cfg.json");
    var pairs = new ArrayList<Object>();
    // Gson passes over comments as the product does.
    JsonParser.parseString(Files.readString(file))
        .getAsJsonObject()
        .asMap()
        .forEach(
            (key, value) -> {
              pairs.add(key);
              pairs.add(
                  value.isJsonArray()
                      ? value.getAsJsonArray().asList().stream()
                          .map(JsonElement::getAsString)
                          .toArray(String[]::new)
                      : value.getAsString());
            });
    var settings = of(pairs.toArray());
    assertThat(settings.authorities()).hasSize(3);
    assertThat(settings.testing()).isTrue();
    assertThat(settings.directory()).isEqualTo(HOME.resolve("data/tor/lab"));
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofSeconds(90));
  }

  @Test
  void aDirectoryIsBelowTheHomeUnlessItIsAbsolute() throws Exception {
    assertThat(of("data_directory", "here").directory()).isEqualTo(HOME.resolve("here"));
    assertThat(of("data_directory", "/there").directory()).isEqualTo(Path.of("/there"));
    assertThatThrownBy(() -> TorSettings.of(Map.of("outbound.tag", "t"), null))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("data_directory");
  }

  @Test
  void theTimeOfAFlowIsNotThatOfARelay() throws Exception {
    var settings = of("connect_timeout", "5m", "routing_mark", 7L, "bind_interface", "wg0");
    assertThat(settings.connectTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(settings.dial().connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(settings.dial().routingMark()).isEqualTo(7);
    assertThat(settings.dial().bindInterface()).isEqualTo("wg0");
  }

  @Test
  void whatIsWrongNamesItsKey() {
    assertThat(problem("dir_authorities", new String[] {AUTHORITY, "DirAuthority nonsense"}))
        .contains("dir_authorities")
        .contains("line 2");
    assertThat(problem("testing_network", true)).contains("testing_network");
    assertThat(problem("data_directory", "a\u0000b")).contains("data_directory");
    assertThat(problem("testing_network", true, "dir_authorities", AUTHORITY)).startsWith("taken");
  }

  @Test
  void onlyWhatConcernsTheClientMakesAnotherClient() throws Exception {
    assertThat(of().sameClient(of("tag", "onion"))).isTrue();
    assertThat(of().sameClient(of("routing_mark", 7L))).isFalse();
    assertThat(of().sameClient(of("dir_authorities", AUTHORITY))).isFalse();
  }

  @Test
  void keysAreThereOnceAndHaveAMeaningForRelays() {
    assertThat(TorSettings.KEYS)
        .extracting(Key::name)
        .doesNotHaveDuplicates()
        .contains("connect_timeout", "routing_mark", "bind_interface")
        .doesNotContain("domain_strategy");
  }
}
