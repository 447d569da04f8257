// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.api.Destination;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Socks5DialogTest {

  private static final String CONNECT = "05 01 00 01 c0000201 0050";

  /** Each row as one segment and as one segment per byte: the same answer. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no methods,                0500,               05ff, refuse",
    "GSSAPI only,               050101,             05ff, refuse",
    "unknown methods only,      050380fe03,         05ff, refuse",
    "NMETHODS 255 without ours, 05ff{FE},           05ff, refuse",
    "version 0 in greeting,     00,                 '',   hang up",
    "version 6 in greeting,     0601,               '',   hang up",
    "half a greeting,           050200,             '',   wait",
    "no authentication,         050100,             0500, wait",
    "all three methods,         0503000102,         0500, wait",
    "only user and password,    050102,             0502, wait",
    "version 4 in request,      050100 04,          0500 0501000100000000 0000, refuse",
    "RSV not 0,                 050100 050101,      0500 0501000100000000 0000, refuse",
    "ATYP 0,                    050100 05010000,    0500 0508000100000000 0000, refuse",
    "ATYP 2,                    050100 05010002,    0500 0508000100000000 0000, refuse",
    "ATYP 255,                  050100 050100ff,    0500 0508000100000000 0000, refuse",
    "CMD 0,                     050100 05000001 7f000001 0050, 0500 0507000100000000 0000, refuse",
    "CMD BIND,                  050100 05020001 00000000 0000, 0500, bind",
    "CMD UDP ASSOCIATE,         050100 05030001 00000000 0000, 0500, associate",
    "CMD RESOLVE,               050100 05f00003 0161 0000,     0500, resolve",
    "CMD RESOLVE_PTR,           050100 05f10001 7f000001 0000, 0500, reverse",
    "CMD RESOLVE_PTR of a name, 050100 05f10003 0161 0000, 0500 0508000100000000 0000, refuse",
    "CMD 7f,                    050100 057f0001 7f000001 0050, 0500 0507000100000000 0000, refuse",
    "empty name,                050100 0501000300,  0500 0501000100000000 0000, refuse",
    "NUL in name,               050100 05010003 0a 6c6f63616c686f737400, 0500 0501000100000000"
        + " 0000, refuse",
    "CR LF in name,             050100 05010003 04 610d,       0500 0501000100000000 0000, refuse",
    "space in name,             050100 05010003 03 6120,       0500 0501000100000000 0000, refuse",
    "0xff in name,              050100 05010003 03 ff,         0500 0501000100000000 0000, refuse",
    "name of one dot,           050100 05010003 01 2e 0050,    0500 0501000100000000 0000, refuse",
    "name 127.1,                050100 05010003 05 3132372e31 0050, 0500 0501000100000000 0000,"
        + " refuse",
    "name 0x7f000001,           050100 05010003 0a 30783766303030303031 0050, 0500 0501000100000000"
        + " 0000, refuse",
    "port 0,                    050100 05010001 7f000001 0000, 0500 0501000100000000 0000, refuse",
    "port 0 of a name,          050100 05010003 01 61 0000,    0500 0501000100000000 0000, refuse",
    "half a request,            050100 05010003 ff 6161,       0500, wait",
  })
  void withoutUsers(String name, String hex, String answer, String end) {
    check(Users.NONE, hex, answer, end);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "no user and password,     050100,                              05ff, refuse",
    "02 though 00 is offered,  05020002,                            0502, wait",
    "right,                    050102 0105616c69636503733363,       0502 0100, wait",
    "wrong password,           050102 0105616c69636503733364,       0502 0101, refuse",
    "wrong user,               050102 0105616c69636603733363,       0502 0101, refuse",
    "password a prefix,        050102 0105616c696365027333,         0502 0101, refuse",
    "empty user,               050102 0100,                         0502 0101, refuse",
    "empty password,           050102 0105616c69636500,             0502 0101, refuse",
    "version 5 in credentials, 050102 0505616c69636503733363,       0502 0101, refuse",
    "request instead,          050102 05010001c00002010050,         0502 0101, refuse",
    "wrong and then a request, 050102 01016101 61 05010001c00002010050, 0502 0101, refuse",
    "255 and 255 wrong,        050102 01ff{FE}ff{FE},               0502 0101, refuse",
    "half of them,             050102 0105616c696365037333,         0502, wait",
  })
  void withUsers(String name, String hex, String answer, String end) throws Exception {
    check(users(), hex, answer, end);
  }

  private static void check(Users users, String pattern, String answer, String end) {
    String hex = pattern.replace("{FE}", "fe".repeat(255));
    for (var talk :
        new Conversation[] {
          Conversation.whole(new Socks5Dialog(users), hex),
          Conversation.dribbled(new Socks5Dialog(users), hex)
        }) {
      assertThat(talk.said()).isEqualTo(answer.replace(" ", ""));
      assertThat(talk.end()).isEqualTo(end);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "01 c0000201 0050, 192.0.2.1:80",
    "04 20010db8000000000000000000000001 01bb, [2001:db8::1]:443",
    "04 00000000000000000000ffff7f000001 0016, 127.0.0.1:22",
    "03 03 3a3a31 0050, [::1]:80",
    "03 09 3132372e302e302e31 0050, 127.0.0.1:80",
    "03 0c 4578616d706c652e436f6d2e 0050, example.com:80",
    "03 05 61312e3032 0050, ''",
  })
  void destinations(String address, String expected) {
    var talk = Conversation.whole(new Socks5Dialog(Users.NONE), "050100 050100" + address + "aabb");
    if (expected.isEmpty()) {
      assertThat(talk.end()).isEqualTo("refuse");
      return;
    }
    assertThat(talk.ask()).isNotNull();
    assertThat(talk.ask().destination().toString()).isEqualTo(expected);
    assertThat(talk.left()).isEqualTo("aabb");
  }

  @Test
  void aLiteralBecomesAnAddressThatAddressRulesSee() {
    var talk =
        Conversation.whole(
            new Socks5Dialog(Users.NONE), "050100 05010003 10 3a3a666666663a31302e302e302e312020");
    assertThat(talk.end()).isEqualTo("refuse");
    talk =
        Conversation.whole(
            new Socks5Dialog(Users.NONE), "050100 05010003 0f 3a3a666666663a31302e302e302e31 0050");
    assertThat(talk.ask()).isNotNull();
    assertThat(talk.ask().destination()).isEqualTo(Destination.of("10.0.0.1", 80));
  }

  @Test
  void onlyWhoHasAuthenticatedIsTheUser() throws Exception {
    String alice = "050102 0105616c69636503733363" + CONNECT;
    var checked = Conversation.whole(new Socks5Dialog(users()), alice);
    assertThat(checked.ask()).isNotNull();
    assertThat(checked.ask().caller()).isEqualTo(new Caller("alice", null));
    var claimed = Conversation.whole(new Socks5Dialog(Users.NONE), alice);
    assertThat(claimed.said()).isEqualTo("05020100");
    assertThat(claimed.ask()).isNotNull();
    assertThat(claimed.ask().caller().user()).isNull();
    assertThat(claimed.ask().caller().login()).isNotNull();
  }

  @Test
  void whatIsClaimedTellsClientsApart() {
    String first = claimed("0161 0162");
    assertThat(first).hasSize(64).isEqualTo(claimed("0161 0162"));
    assertThat(Set.of(first, claimed("0162 0162"), claimed("0161 0161"), claimed("026162 00")))
        .as("another name, another password, another way to cut it")
        .hasSize(4);
  }

  private static String claimed(String login) {
    var talk = Conversation.whole(new Socks5Dialog(Users.NONE), "050102 01" + login + CONNECT);
    assertThat(talk.ask()).isNotNull();
    assertThat(talk.ask().caller().user()).isNull();
    return String.valueOf(talk.ask().caller().login());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "both are offered,     05020002,               0502, wait",
    "all three,            0503000102,             0502, wait",
    "no password is had,   05020002 0105616c69636500, 0502 0100, wait",
    "only 00 is offered,   050100,                 0500, wait",
    "neither is,           050101,                 05ff, refuse",
  })
  void whereLoginsKeepApartTheyAreWanted(String name, String hex, String answer, String end) {
    var talk = Conversation.whole(new Socks5Dialog(Users.NONE, true), hex);
    assertThat(talk.said()).isEqualTo(answer.replace(" ", ""));
    assertThat(talk.end()).isEqualTo(end);
  }

  @Test
  void credentialsDoNotStayInTheBuffer() throws Exception {
    var in =
        io.netty.buffer.Unpooled.copiedBuffer(
            HexFormat.of().parseHex("0501020105616c69636503733363"));
    var dialog = new Socks5Dialog(users());
    assertThat(dialog.next(in)).isInstanceOf(Step.Say.class);
    assertThat(dialog.next(in)).isInstanceOf(Step.Say.class);
    assertThat(in.array()[5]).isZero();
    assertThat(in.array()[13]).isZero();
  }

  private static Users users() throws Exception {
    return Users.parse(
        """
        [{"username": "bob", "password": "x"}, {"username": "alice", "password": "s3c"}]
        """);
  }
}
