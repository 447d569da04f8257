// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Thousands of seeded mutations of rules through the fuzz target. */
class PolicyFuzzerTest {

  private static final String SEED =
      """
      [ { "action": "sniff", "sniffer": ["tls", "http"], "timeout": "300ms" },
        { "type": "logical", "mode": "or", "rules": [ { "protocol": "dns" }, { "port": 53 } ],
          "action": "hijack-dns" },
        { "tag": "lan", "ip_cidr": ["10.0.0.0/8", "fc00::/7"], "outbound": "direct" },
        { "network": "tcp", "port": [25, 465], "port_range": ["6660:6669", ":9", "60000:"],
          "action": "reject", "method": "drop" },
        { "domain_suffix": ["onion", ".corp.example"], "domain": "a.example", "invert": true,
          "domain_keyword": "x", "domain_regex": "^(a|b)+[0-9]{2,3}$", "outbound": "tor" },
        { "action": "resolve", "strategy": "prefer_ipv4", "server": "tor" },
        { "action": "route-options", "override_address": "10.0.0.2", "override_port": 1 },
        { "source_ip_cidr": "::1", "source_port": 1, "ip_is_private": true, "ip_version": 4,
          "auth_user": "u", "inbound": "i", "interface": "e", "outbound": "o" } ]
      """;

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          "\"",
          ",",
          ":",
          "null",
          "true",
          "-1",
          "1e9",
          "65536",
          "\\u0000",
          "(",
          "{1000}",
          "\\\\",
          "xn--",
          ".",
          "..",
          "/",
          "::",
          "é",
          "\ud83d\ude00",
          "\"port\"",
          "\"type\": \"logical\",",
          "\"rules\": [{}],",
          "\"invert\": true,");

  @Test
  void mutationsAreTakenOrRefused() {
    var random = new Random(42);
    int taken = 0;
    for (int i = 0; i < 6000; i++) {
      if (PolicyFuzzer.offer(mutate(random))) {
        taken++;
      }
    }
    assertThat(taken).isBetween(100, 5900);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] seed = SEED.strip().getBytes(StandardCharsets.UTF_8);
    assertThat(PolicyFuzzer.offer(seed)).isTrue();
    for (int length = 0; length < seed.length; length++) {
      assertThat(PolicyFuzzer.offer(Arrays.copyOf(seed, length))).isFalse();
    }
  }

  private static byte[] mutate(Random random) {
    byte[] data = SEED.getBytes(StandardCharsets.UTF_8);
    for (int n = random.nextInt(4); n >= 0; n--) {
      int at = random.nextInt(data.length);
      int end = Math.min(data.length, at + random.nextInt(12));
      data =
          switch (random.nextInt(4)) {
            case 0 -> splice(data, at, end, new byte[0]);
            case 1 -> splice(data, at, at, Arrays.copyOfRange(data, at, end));
            case 2 -> splice(data, at, at, piece(random));
            default -> splice(data, at, at + 1, new byte[] {(byte) random.nextInt(256)});
          };
    }
    return data;
  }

  private static byte[] piece(Random random) {
    return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] splice(byte[] data, int from, int to, byte[] between) {
    var out = new ByteArrayOutputStream();
    out.write(data, 0, from);
    out.writeBytes(between);
    out.write(data, to, data.length - to);
    return out.size() == 0 ? new byte[] {'['} : out.toByteArray();
  }
}
