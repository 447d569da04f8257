// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.linux.Link;
import io.sallyport.linux.LinkAddress;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadEndTest {

  private static LinkAddress address(String ip, int length) {
    return new LinkAddress(InetAddress.ofLiteral(ip), length);
  }

  @Test
  void leadsNowhereForEveryNetworkOfTheInterface() {
    var link =
        new Link(
            7,
            "sx-1",
            0,
            1500,
            "veth",
            0,
            List.of(
                address("169.254.35.133", 30),
                address("fd53:616c:6c79:0:59ef::1", 80),
                address("fe80::1", 64)));
    assertThat(DeadEnd.under(link).networks())
        .containsExactly("169.254.35.132/30", "fd53:616c:6c79:0:59ef::/80");
  }
}
