// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.sallyport.testing.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where it is attached: with the rights of one namespace only, and among rules of others. */
@Timeout(120)
class SettingsIT {

  private static String knock(Triad triad, String host) throws Exception {
    return triad.runPython(triad.client, Programs.KNOCK, host, "80").text();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tproxy", "redirect", "tun"})
  void worksWithTheRightsOfAUserNamespaceOnly(String type) throws Exception {
    try (var triad = Triad.create(false);
        var wire = new Wire(triad);
        var gateway = new Gateway(triad)) {
      triad.python(triad.server, Programs.ECHO);
      gateway.attach("{\"type\": \"%s\", \"final\": \"direct\"}".formatted(type)).start();
      Await.until("IPv4", () -> knock(triad, Triad.SERVER).equals("got from " + Triad.OUTER));
      Await.until("IPv6", () -> knock(triad, Triad.SERVER6).equals("got from " + Triad.OUTER6));
      assertThat(gateway.relayed()).isPositive();
      assertThat(gateway.shell("attach:doctor").out()).contains("cap_net_admin holds inside");
      gateway.kill();
      assertThat(knock(triad, Triad.SERVER)).startsWith("error");
      wire.assertNothingLeaked();
    }
  }

  @Test
  void theDoctorFindsTheFirewallAndKnowsTheRemedy() throws Exception {
    try (var triad = Triad.create();
        var gateway = new Gateway(triad)) {
      triad.python(triad.server, Programs.ECHO);
      triad.gateway.setUp(
          "nft 'table inet filter { chain input { type filter hook input priority 0; policy drop;"
              + " iifname \"out0\" accept; iifname lo accept; icmpv6 type { nd-neighbor-solicit,"
              + " nd-neighbor-advert } accept; }; }'");
      gateway.attach("{\"final\": \"direct\"}").start();
      assertThat(knock(triad, Triad.SERVER)).startsWith("error");
      JsonObject firewall = finding(gateway, "firewall");
      assertThat(firewall.get("level").getAsString()).isEqualTo("problem");
      assertThat(firewall.get("text").getAsString()).contains("inet filter input");
      triad.gateway.setUp(firewall.get("remedy").getAsString());
      Await.until("it serves", () -> knock(triad, Triad.SERVER).equals("got from " + Triad.OUTER));
    }
  }

  private static JsonObject finding(Gateway gateway, String subject) throws Exception {
    for (var finding : gateway.json("attach:doctor").getAsJsonArray()) {
      if (finding.getAsJsonObject().get("subject").getAsString().equals(subject)) {
        return finding.getAsJsonObject();
      }
    }
    throw new AssertionError("no finding " + subject);
  }
}
