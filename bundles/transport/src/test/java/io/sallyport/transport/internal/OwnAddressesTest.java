// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.List;
import org.junit.jupiter.api.Test;

class OwnAddressesTest {

  private static Flow flow(String interfaceName, String host) {
    var source = new InetSocketAddress("192.0.2.1", 7);
    var origin = new Origin("in", "tproxy", interfaceName, source, null);
    return Flow.open(Network.TCP, origin, Destination.of(host, 80));
  }

  @Test
  void theAddressesOfThisMachineAreTakenOut() throws Exception {
    var other = InetAddress.ofLiteral("198.51.100.7");
    var own = new OwnAddresses();
    assertThat(
            own.without(
                List.of(
                    InetAddress.ofLiteral("127.0.0.1"),
                    InetAddress.ofLiteral("127.9.9.9"),
                    InetAddress.ofLiteral("::1"),
                    InetAddress.ofLiteral("0.0.0.0"),
                    InetAddress.ofLiteral("::"),
                    other)))
        .containsExactly(other);
    var mine =
        NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).toList();
    assertThat(own.without(mine)).isEmpty();
  }

  @Test
  void onlyNamesOfClientsOfInterfacesAreConcerned() {
    assertThat(OwnAddresses.concern(flow("lab0", "a.example"))).isTrue();
    assertThat(OwnAddresses.concern(flow(null, "a.example"))).isFalse();
    assertThat(OwnAddresses.concern(flow("lab0", "192.0.2.9"))).isFalse();
  }
}
