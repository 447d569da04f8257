// SPDX-License-Identifier: Apache-2.0
package io.sallyport.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsTest {

  private static void refused(ThrowingCallable reading, String message) {
    assertThatExceptionOfType(CommandFailure.class)
        .isThrownBy(reading)
        .withMessage(message)
        .satisfies(failure -> assertThat(failure.status()).isEqualTo(CommandFailure.USAGE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "65536", "-1", "", "http", "99999999999999999999"})
  void aPortIsANumber(String text) throws Exception {
    assertThat(Arguments.port("PORT", "65535")).isEqualTo(65535);
    refused(
        () -> Arguments.port("PORT", text),
        "PORT is a number from 1 to 65535, not \"" + text + "\"");
  }

  @Test
  void aNumberWithoutAnEnd() throws Exception {
    assertThat(Arguments.number("-n", "007", 0, Long.MAX_VALUE)).isEqualTo(7);
    refused(
        () -> Arguments.number("-n", "-7", 0, Long.MAX_VALUE), "-n is a number from 0, not \"-7\"");
  }

  @Test
  void aWordIsOneOfSome() throws Exception {
    assertThat(Arguments.word("--by", "rule", List.of("rule", "user"))).isEqualTo("rule");
    refused(
        () -> Arguments.word("--by", "Rule", List.of("rule", "user")),
        "--by is one of rule, user, not \"Rule\"");
  }

  @Test
  void whatMayBeLeftOutStandsOnceAtMost() throws Exception {
    assertThat(Arguments.optional("port", "9050")).isEqualTo("9050");
    assertThat(Arguments.optional("port", "9050", "1")).isEqualTo("1");
    refused(() -> Arguments.optional("port", "9050", "1", "2"), "one port at a time");
  }
}
