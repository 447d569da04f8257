// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Schema;
import io.sallyport.api.config.Settings;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupSettingsTest {

  private static final String[] AB = {"a", "b"};

  private static GroupSettings of(Kind kind, Object... settings) throws ConfigException {
    return GroupSettings.of(kind, World.properties("g", settings));
  }

  private static void refused(String path, Kind kind, Object... settings) {
    assertThatThrownBy(() -> of(kind, settings))
        .isInstanceOfSatisfying(
            ConfigException.class,
            e -> assertThat(e.problems()).extracting("path").containsExactly(path));
  }

  @Test
  void membersAreNeededOnceAndNotTheGroupItself() {
    refused("outbounds", Kind.FALLBACK);
    refused("outbounds", Kind.FALLBACK, "outbounds", new String[0]);
    refused("outbounds[1]", Kind.FALLBACK, "outbounds", new String[] {"a", "a"});
    refused("outbounds[1]", Kind.FALLBACK, "outbounds", new String[] {"a", "g"});
    refused("outbounds[0]", Kind.FALLBACK, "outbounds", new String[] {""});
  }

  @ParameterizedTest
  @CsvSource({
    "SELECTOR,default,c",
    "LOADBALANCE,strategy,random",
    "FALLBACK,url,ftp://x/",
    "FALLBACK,url,http:///x",
    "FALLBACK,url,http://user@host/",
    "FALLBACK,url,http://host:70000/",
    "FALLBACK,url,not a url",
    "FALLBACK,connect_timeout,0s",
    "FALLBACK,max_failed_times,0"
  })
  void badValuesAreRefusedAtTheirKey(Kind kind, String key, String value) {
    refused(key, kind, "outbounds", AB, key, value);
  }

  @Test
  void intervalsKeepSenseWithEachOther() {
    refused("interval", Kind.FALLBACK, "outbounds", AB, "url", "http://x/", "interval", "31m");
    refused("interval", Kind.FALLBACK, "outbounds", AB, "url", "http://x/", "interval", "5ms");
    refused("timeout", Kind.FALLBACK, "outbounds", AB, "url", "http://x/", "timeout", "0s");
  }

  @Test
  void nothingIsProbedUnlessAUrlSaysSo() throws Exception {
    assertThat(of(Kind.FALLBACK, "outbounds", AB).probes()).isNull();
    assertThat(of(Kind.LOADBALANCE, "outbounds", AB).probes()).isNull();
    refused("url", Kind.URLTEST, "outbounds", AB);
  }

  @Test
  void urlsAreTakenApart() throws Exception {
    var target =
        Objects.requireNonNull(
                of(Kind.URLTEST, "outbounds", AB, "url", "https://[::1]:8443/a?b=c").probes())
            .target();
    assertThat(target.destination()).hasToString("[::1]:8443");
    assertThat(target.hostHeader()).isEqualTo("[::1]:8443");
    assertThat(target.path()).isEqualTo("/a?b=c");
    assertThat(target.tls()).isNotNull();
    assertThat(ProbeTarget.of("http://x.example").destination()).hasToString("x.example:80");
    assertThat(ProbeTarget.of("http://x.example").path()).isEqualTo("/");
  }

  @Test
  void everyMemberIsNamedWithItsPlace() throws Exception {
    for (Schema schema :
        new Schema[] {
          new GroupSchemas.Selector(),
          new GroupSchemas.UrlTest(),
          new GroupSchemas.Fallback(),
          new GroupSchemas.LoadBalance()
        }) {
      var settings =
          Settings.of(
              schema.keys(), World.properties("g", "outbounds", AB, "url", "http://x.example/"));
      schema.check(settings);
      assertThat(schema.references(settings))
          .containsExactly(
              new Schema.Reference("outbounds[0]", "a"), new Schema.Reference("outbounds[1]", "b"));
      assertThat(schema.pid()).startsWith("io.sallyport.outbound.");
    }
  }
}
