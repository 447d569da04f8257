// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Socks4DialogTest {

  private static final String REJECTED = "005b000000000000";

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "an address,       04010050c000020146726564 00,        192.0.2.1:80",
    "no user-id,       04010050c0000201 00,                192.0.2.1:80",
    "4a,               040101bb000000ff 4100 412e62632e00, a.bc:443",
    "4a IPv4 literal,  0401005000000001 00 3132372e302e302e3100, 127.0.0.1:80",
    "4a IPv6 literal,  0401005000000001 00 3a3a3100,       [::1]:80",
  })
  void asked(String name, String hex, String destination) {
    for (var talk :
        new Conversation[] {
          Conversation.whole(new Socks4Dialog(Users.NONE), hex + "0042"),
          Conversation.dribbled(new Socks4Dialog(Users.NONE), hex + "0042")
        }) {
      assertThat(talk.ask()).isNotNull();
      assertThat(talk.ask().destination().toString()).isEqualTo(destination);
      assertThat(talk.ask().caller().user()).isNull();
      assertThat(talk.left()).isEqualTo("0042");
      assertThat(talk.said()).isEmpty();
    }
  }

  @Test
  void aUserIdTellsClientsApart() {
    assertThat(login("4100")).hasSize(64).isEqualTo(login("4100")).isNotEqualTo(login("4200"));
    assertThat(login("00")).isEqualTo("null");
  }

  private static String login(String userId) {
    var talk = Conversation.whole(new Socks4Dialog(Users.NONE), "04010050c0000201" + userId);
    assertThat(talk.ask()).isNotNull();
    return String.valueOf(talk.ask().caller().login());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "UDP ASSOCIATE,     04030050c0000201 00",
    "command 0,         04000050c0000201 00",
    "port 0,            04010000c0000201 00",
    "empty 4a name,     0401005000000001 00 00",
    "space in 4a name,  0401005000000001 00 6120",
    "name 127.1,        0401005000000001 00 3132372e3100",
    "endless user-id,   04010050c0000201 {41}{41}",
    "endless name,      0401005000000001 00 {41}{41}",
  })
  void refused(String name, String pattern) {
    String hex = pattern.replace("{41}", "41".repeat(200));
    for (var talk :
        new Conversation[] {
          Conversation.whole(new Socks4Dialog(Users.NONE), hex),
          Conversation.dribbled(new Socks4Dialog(Users.NONE), hex)
        }) {
      assertThat(talk.end()).isEqualTo("refuse");
      assertThat(talk.said()).isEqualTo(REJECTED);
    }
  }

  @Test
  void withoutPasswordsThereIsNoWayAroundThem() throws Exception {
    var users = Users.parse("[{\"username\": \"Fred\", \"password\": \"x\"}]");
    var talk = Conversation.whole(new Socks4Dialog(users), "04010050c0000201 46726564 00");
    assertThat(talk.said()).isEqualTo(REJECTED);
    assertThat(talk.end()).isEqualTo("refuse");
  }
}
