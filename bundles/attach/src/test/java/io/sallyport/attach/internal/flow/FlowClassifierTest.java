// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FlowClassifierTest {

  private static InetAddress ip(String text) {
    return NetUtil.createInetAddressFromIpAddressString(text);
  }

  private final FlowClassifier classifier =
      new FlowClassifier(
          Set.of(ip("10.0.0.1"), ip("fd00::1"))::contains, Set.of(ip("198.18.0.9"))::contains);

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 443, SERVE",
    "2001:db8::1, 443, SERVE",
    "192.0.2.1, 53, SERVE",
    "192.0.2.1, 0, NO_PORT",
    "10.0.0.1, 22, OWN_ADDRESS",
    "fd00::1, 22, OWN_ADDRESS",
    "10.0.0.1, 53, DNS_ONLY",
    "fd00::1, 53, DNS_ONLY",
    "198.18.0.9, 80, FORGOTTEN_NAME",
    "198.18.0.8, 80, SERVE",
    "0.0.0.0, 80, NOT_UNICAST",
    "0.1.2.3, 80, NOT_UNICAST",
    "127.0.0.1, 80, NOT_UNICAST",
    "127.9.9.9, 80, NOT_UNICAST",
    "::1, 80, NOT_UNICAST",
    "::, 80, NOT_UNICAST",
    "224.0.0.251, 5353, NOT_UNICAST",
    "ff02::fb, 5353, NOT_UNICAST",
    "255.255.255.255, 67, NOT_UNICAST",
    "255.255.255.254, 67, SERVE",
  })
  void tellsByTheDestination(String host, int port, Verdict verdict) {
    assertThat(classifier.classify(new InetSocketAddress(ip(host), port))).isEqualTo(verdict);
  }
}
