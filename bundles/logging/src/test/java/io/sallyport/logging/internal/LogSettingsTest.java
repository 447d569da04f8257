// SPDX-License-Identifier: Apache-2.0
package io.sallyport.logging.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.log.LogLevel;

class LogSettingsTest {

  private static LogSettings read(Map<String, Object> properties) throws ConfigException {
    return LogSettings.of(Settings.of(LogSettings.KEYS, properties));
  }

  @Test
  void infoAndPlainUnlessConfigured() throws ConfigException {
    assertThat(read(Map.of()))
        .isEqualTo(new LogSettings(LogLevel.INFO, Map.of(), LogSettings.Format.PLAIN));
  }

  @Test
  void namesLoggersAsLinesDo() throws ConfigException {
    var settings =
        read(
            Map.of(
                "level",
                "warn",
                ".levels",
                "{\"policy\":\"debug\",\"netty\":\"ERROR\",\"a.b\":\"trace\"}"));
    assertThat(settings.level()).isEqualTo(LogLevel.WARN);
    assertThat(settings.levels())
        .isEqualTo(
            Map.of(
                "io.sallyport.policy", LogLevel.DEBUG,
                "io.netty", LogLevel.ERROR,
                "a.b", LogLevel.TRACE));
    assertThat(LogSettings.shortName("io.netty.util.X")).isEqualTo("netty");
    assertThat(LogSettings.shortName("io.sallyport.tor")).isEqualTo("tor");
    assertThat(LogSettings.shortName("sun.X")).isEqualTo("sun.X");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":\"loud\"}", "{\"a\":{}}", "{\"a\":null}", "[]", "{", "1"})
  void refusesLevelsThatAreNone(String levels) {
    var problem =
        catchThrowableOfType(ConfigException.class, () -> read(Map.of(".levels", levels)));
    assertThat(problem.problems()).allMatch(p -> p.path().startsWith("levels"));
  }
}
