// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.osgi.service.log.LogLevel;

class LineFormatTest {

  private static final String EVIL =
      "a\nERROR forged\r\t\u001b[2J\u0000\u007f\u0085\u009b\u2028\u2029\u202e\u200bü\ud83d\ude00";

  private static Entry entry(String message, @Nullable String exception) {
    return new Entry(
        Instant.parse("2026-11-21T10:00:00Z"),
        LogLevel.INFO,
        "io.sallyport.policy.internal.Compiler",
        message,
        exception);
  }

  @Test
  void writesTheLineThatPeopleRead() {
    assertThat(LineFormat.PLAIN.line(entry("compiled", null)))
        .isEqualTo("2026-11-21T10:00:00.000Z INFO  policy: compiled");
    assertThat(LineFormat.PLAIN.line(entry("failed", "java.io.IOException: no")))
        .endsWith("policy: failed: java.io.IOException: no");
  }

  @Test
  void writesPrioritiesForTheJournal() {
    assertThat(LineFormat.JOURNAL.line(entry("compiled", null)))
        .isEqualTo("<6>INFO  policy: compiled");
    var error = new Entry(Instant.EPOCH, LogLevel.ERROR, "x.Y", "m", null);
    assertThat(LineFormat.JOURNAL.line(error)).isEqualTo("<3>ERROR x.Y: m");
  }

  @ParameterizedTest
  @EnumSource(LineFormat.class)
  void nothingInAnEntryCanForgeALineOrSteerATerminal(LineFormat format) {
    var evil = new Entry(Instant.EPOCH, LogLevel.WARN, "l" + EVIL, EVIL, EVIL);
    String line = format.line(evil);

    assertThat(line.chars())
        .noneMatch(Character::isISOControl)
        .noneMatch(c -> Character.getType(c) == Character.FORMAT)
        .noneMatch(c -> c == 0x2028 || c == 0x2029);
    assertThat(line).contains("ü\ud83d\ude00");
  }

  @Test
  void jsonGivesBackWhatWasLogged() {
    var object = JsonParser.parseString(LineFormat.JSON.line(entry(EVIL, "e"))).getAsJsonObject();

    assertThat(object.get("message").getAsString()).isEqualTo(EVIL);
    assertThat(object.get("level").getAsString()).isEqualTo("info");
    assertThat(object.get("logger").getAsString())
        .isEqualTo("io.sallyport.policy.internal.Compiler");
    assertThat(object.get("exception").getAsString()).isEqualTo("e");
  }

  @Test
  void cutsWhatIsEndless() {
    assertThat(LineFormat.PLAIN.line(entry("x".repeat(1 << 20), null))).hasSizeLessThan(9_000);
  }

  @Test
  void showsFramesOfMistakesButNotOfWhatIsExpected() {
    assertThat(ExceptionText.of(new IOException("reset"))).isEqualTo("java.io.IOException: reset");
    assertThat(ExceptionText.of(new IOException("reset", new IllegalStateException("bad"))))
        .startsWith("java.io.IOException: reset <- java.lang.IllegalStateException: bad [")
        .contains("LineFormatTest.showsFrames");
    var round = new IOException("a");
    round.initCause(new IOException("b", round));
    assertThat(ExceptionText.of(round)).hasSizeLessThan(1_000);
  }

  @Test
  void theRingKeepsTheLast() {
    var ring = new Ring(3);
    for (int i = 0; i < 5; i++) {
      ring.add(
          new Entry(
              Instant.EPOCH, i % 2 == 0 ? LogLevel.ERROR : LogLevel.DEBUG, "l", "" + i, null));
    }
    assertThat(ring.last(10, LogLevel.TRACE))
        .extracting(Entry::message)
        .containsExactly("2", "3", "4");
    assertThat(ring.last(1, LogLevel.TRACE)).extracting(Entry::message).containsExactly("4");
    assertThat(ring.last(10, LogLevel.WARN)).extracting(Entry::message).containsExactly("2", "4");
    assertThat(ring.last(0, LogLevel.TRACE)).isEmpty();
  }
}
