// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.api.config.ConfigException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayPortsTest {

  @Test
  void aNumberAloneIsTcpAndRangesAreMergedInOrder() throws Exception {
    var ports =
        GatewayPorts.parse(
            "ports", List.of("8001-8100", "22", "udp/123", "tcp/8000-8050", "8101", "1"));
    assertThat(ports.tcp()).containsExactly("1", "22", "8000-8101");
    assertThat(ports.udp()).containsExactly("123");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "0",
        "65536",
        "99999",
        "9-8",
        "-1",
        "1-",
        "sctp/9",
        "22 ",
        "22; accept",
        "1,2",
        "53",
        "udp/53",
        "50-60",
        "1-65535"
      })
  void whatIsNoPortOrTheResolversIsRefusedByItsPlace(String text) {
    assertThatThrownBy(() -> GatewayPorts.parse("ports", List.of("80", text)))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("ports[1]: ");
  }
}
