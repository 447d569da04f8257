// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class AttachOptionsTest {

  private static AttachOptions options(String... pairs) {
    var properties = new Properties();
    for (int i = 0; i < pairs.length; i += 2) {
      properties.setProperty(pairs[i], pairs[i + 1]);
    }
    return AttachOptions.of(properties);
  }

  @Test
  void theKernelIsAlwaysTheFirst() {
    assertThat(options().ways())
        .extracting(Way::name)
        .containsExactly("kernel", "tproxy", "redirect", "tun");
    assertThat(options("bench.relays", "tun").ways())
        .extracting(Way::name)
        .containsExactly("kernel", "tun");
  }

  @Test
  void aVariantIsATypeWithSettingsAndOptionsOfTheJvm() {
    var way =
        options("bench.ours.opts", "tun interface.queues=2 -Xmx64m session.splice=false")
            .ways()
            .getLast();
    assertThat(way.type()).isEqualTo("tun");
    assertThat(way.jvmOptions()).isEqualTo("-Xmx64m");
    assertThat(way.settings())
        .containsExactly(
            new String[] {"interface", "queues", "2"}, new String[] {"session", "splice", "false"});
  }

  @Test
  void whatIsNoneIsRefused() {
    assertThatThrownBy(() -> options("bench.relays", "tap")).hasMessageContaining("tap");
    assertThatThrownBy(() -> options("bench.attach", "up2")).hasMessageContaining("up2");
    assertThatThrownBy(() -> options("bench.rounds", "0"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void testsAreChosenByName() {
    assertThat(options("bench.attach", "up1,cycles").wants("cycles")).isTrue();
    assertThat(options("bench.attach", "up1,cycles").wants("sessions")).isFalse();
    assertThat(options().wants("sessions")).isTrue();
  }
}
