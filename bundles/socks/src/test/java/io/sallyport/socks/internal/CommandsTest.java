// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients are told of BIND, RESOLVE and RESOLVE_PTR. */
@Timeout(30)
class CommandsTest {

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "two replies,           050100 05020001 7f000001 0015, 0500 050000017f0000011234"
        + " 050000017f0000095678",
    "anybody,               050100 05020001 00000000 0000, 0500 050000017f0000011234"
        + " 050000017f0000095678",
    "nobody came,           050100 05020001 7f000001 0194, 0500 050000017f0000011234"
        + " 05060001000000000000",
    "SOCKS4,                04020015 7f000001 00,          005a12347f000001 005a56787f000009",
    "SOCKS4 nobody came,    04020194 7f000001 00,          005a12347f000001 005b000000000000"
  })
  void bindHasTwoReplies(String name, String said, String expected) throws Exception {
    try (var world = new Associated();
        var client = Client.to(world.port)) {
      client.say(said).expect(expected);
    }
  }

  @Test
  void withBindFalseTheCommandIsNotSupported() throws Exception {
    try (var world = new Associated("bind", false);
        var client = Client.to(world.port);
        var old = Client.to(world.port)) {
      client.say("050100 05020001 7f000001 0015").expect("0500 05070001 00000000 0000");
      old.say("04020015 7f000001 00").expect("005b 000000000000");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "a name,         05f00003 08 6f6e652e74657374 0000,       05000001 c0000201 0000",
    "IPv6,           05f00003 08 7369782e74657374 0000,       05000004"
        + " 20010db8000000000000000000000001 0000",
    "an address,     05f00001 c0000207 0000,                  05000001 c0000207 0000",
    "no such name,   05f00003 0b 616273656e742e74657374 0000, 05040001 00000000 0000",
    "no way to,      05f00003 0b 63616e6e6f742e74657374 0000, 05070001 00000000 0000",
    "PTR,            05f10001 c0000201 0000,                  05000003 08 6f6e652e74657374 0000",
    "PTR of a name,  05f10003 08 6f6e652e74657374 0000,       05080001 00000000 0000",
    "PTR unspeakable,05f10001 c0000202 0000,                  05010001 00000000 0000",
  })
  void lookupsAnswerInTheReplyAndEnd(String name, String asked, String expected) throws Exception {
    try (var world = new Associated();
        var client = Client.to(world.port)) {
      client.say("050100" + asked).expect("0500" + expected);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void socks4aResolvesToo() throws Exception {
    try (var world = new Associated();
        var client = Client.to(world.port)) {
      client.say("04f00000 00000001 00 6f6e652e74657374 00").expect("005a0000 c0000201");
      assertThat(client.rest()).isEmpty();
    }
  }
}
