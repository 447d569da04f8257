// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FlowTest {

  private static Flow flow(
      String inbound, String source, @Nullable String user, @Nullable String login) {
    var address = new InetSocketAddress(InetAddress.ofLiteral(source), 5000);
    var origin = new Origin(inbound, "socks", null, address, user, login);
    return Flow.open(Network.TCP, origin, Destination.of("example.org", 80));
  }

  @Test
  void whereThePolicySaysNothingOneClientIsKeptFromAnother() {
    var one = flow("a", "192.0.2.1", null, null).apart();

    assertThat(flow("a", "192.0.2.1", null, null).apart()).isEqualTo(one);
    assertThat(flow("b", "192.0.2.1", null, null).apart()).isNotEqualTo(one);
    assertThat(flow("a", "192.0.2.2", null, null).apart()).isNotEqualTo(one);
    assertThat(flow("a", "192.0.2.1", "ann", null).apart()).isNotEqualTo(one);
    assertThat(flow("a", "192.0.2.1", null, "ann").apart())
        .isNotEqualTo(one)
        .isNotEqualTo(flow("a", "192.0.2.1", "ann", null).apart());
  }

  @Test
  void aClientWithoutAnAddressIsOneToo() {
    var source = InetSocketAddress.createUnresolved("unix", 0);
    var origin = new Origin("a", "socks", null, source, null);

    assertThat(Flow.open(Network.TCP, origin, Destination.of("example.org", 80)).apart())
        .isNotEqualTo(Isolation.SHARED)
        .isNotEqualTo(flow("a", "192.0.2.1", null, null).apart());
  }

  @Test
  void whatThePolicySaysCounts() {
    var said = new Isolation(List.of("protocol=socks"));

    assertThat(flow("a", "192.0.2.1", "ann", null).isolatedBy(said).apart()).isEqualTo(said);
  }
}
