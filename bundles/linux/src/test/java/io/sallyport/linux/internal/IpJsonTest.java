// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.linux.CommandException;
import io.sallyport.linux.Family;
import io.sallyport.linux.IpRoute;
import io.sallyport.linux.IpRule;
import org.junit.jupiter.api.Test;

class IpJsonTest {

  @Test
  void readsRulesAndLeavesOutWhatItCannotExpress() throws Exception {
    var json =
        """
        [{"priority":0,"src":"all","table":"255"},
         {"priority":900,"src":"all","fwmark":"0x70","fwmask":"0xff","table":"170"},
         {"priority":901,"src":"all","fwmark":"0xffffffff","table":"170"},
         {"priority":902,"src":"all","iif":"pg0","iif_detached":null,"table":"171"},
         {"priority":903,"src":"all","uid_start":100,"uid_end":200,"table":"172"},
         {"priority":904,"not":null,"src":"all","fwmark":"0x5","iif":"pg0","table":"172"},
         {"priority":905,"src":"all","iif":"pg0","action":"7"},
         {"priority":906,"src":"10.0.0.0","srclen":8,"table":"254"}]
        """;
    assertThat(IpJson.rules(Family.INET4, json))
        .containsExactly(
            new IpRule(Family.INET4, 0, null, null, null, 255),
            new IpRule(Family.INET4, 900, null, new IpRule.Mark(0x70, 0xff), null, 170),
            IpRule.ofMark(Family.INET4, 901, -1, 170),
            IpRule.ofInterface(Family.INET4, 902, "pg0", 171),
            IpRule.ofUids(Family.INET4, 903, 100, 200, 172));
  }

  @Test
  void readsRoutes() throws Exception {
    var json =
        """
        [{"dst":"default","dev":"pg0","scope":"253","flags":["linkdown"]},
         {"type":"7","dst":"default","metric":4278198272,"flags":[]},
         {"dst":"10.9.0.0/16","gateway":"10.3.3.2","dev":"pg0","flags":[]}]
        """;
    var routes = IpJson.routes(Family.INET4, 171, json);
    assertThat(routes)
        .extracting(IpRoute::kind)
        .containsExactly(IpRoute.Kind.UNICAST, IpRoute.Kind.UNREACHABLE, IpRoute.Kind.UNICAST);
    assertThat(routes.get(1)).isEqualTo(IpRoute.lastUnreachable(Family.INET4, 171));
    assertThat(routes.get(0)).isEqualTo(IpRoute.defaultInto(Family.INET4, "pg0", 171));
    assertThat(routes.get(2).via()).hasToString("/10.3.3.2");
  }

  @Test
  void whatIsNoListIsTold() throws Exception {
    assertThat(IpJson.rules(Family.INET4, "")).isEmpty();
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> IpJson.rules(Family.INET4, "[{\"priority\":0"))
        .withMessageContaining("cannot be read");
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(
            () ->
                IpJson.rules(
                    Family.INET4, "[{\"priority\":\"x\",\"src\":\"all\",\"table\":\"main\"}]"));
  }
}
