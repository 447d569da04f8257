// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

class ProblemsTest {

  @Test
  void allAreToldAtOnce() {
    var problems = new Problems();
    assertThat(problems.of(() -> "read")).isEqualTo("read");
    assertThat(problems.none()).isTrue();
    Object wrong =
        problems.of(
            () -> {
              throw new ConfigException("one", "is wrong");
            });
    assertThat(wrong).isNull();
    problems.add("two", "is wrong too");
    assertThat(problems.none()).isFalse();
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(problems::end)
        .satisfies(
            thrown ->
                assertThat(thrown.problems())
                    .containsExactly(
                        new ConfigProblem("one", "is wrong"),
                        new ConfigProblem("two", "is wrong too")));
  }

  @Test
  void whereNothingIsWrongNothingIsThrown() {
    assertThatCode(new Problems()::end).doesNotThrowAnyException();
  }
}
