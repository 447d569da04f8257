// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineTest {

  @Test
  void oneArgumentIsALine_andOfManyEachStaysOne() {
    assertThat(CommandLine.of(List.of("session:list | grep a b")))
        .isEqualTo("session:list | grep a b");
    assertThat(CommandLine.of(List.of("session:list", "--json"))).isEqualTo("session:list --json");
    assertThat(CommandLine.of(List.of("policy:check", "my file", "a|b", "")))
        .isEqualTo("policy:check 'my file' 'a|b' ''");
    assertThat(CommandLine.of(List.of("x", "it's $5"))).isEqualTo("x \"it's \\$5\"");
    assertThat(CommandLine.of(List.of("policy:explain", "--source", "[::1]:53")))
        .isEqualTo("policy:explain --source '[::1]:53'");
  }

  @Test
  void whatStopsTheProductIsKnownBeforeItIsSent() {
    assertThat(List.of("shutdown", " sallyport:stop ", "sallyport:shutdown now"))
        .allMatch(CommandLine::stops);
    assertThat(List.of("sallyport:stop --help", "felix:stop 3", "help shutdown", ""))
        .noneMatch(CommandLine::stops);
  }

  @Test
  void leavingIsNotStopping() {
    assertThat(List.of("exit", " quit ")).allMatch(CommandLine::leaves);
    assertThat(CommandLine.leaves("exit now")).isFalse();
  }
}
