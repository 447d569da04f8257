// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WishTest {

  private static Wish proxy(String proxy) {
    return new Wish("br-lab", "tproxy", "", proxy, "", "", 0);
  }

  @Test
  void becomesAFileThatAnswersDnsAndSendsAllToTheOutbound() {
    var wish = new Wish("br-lab", "redirect", "office", "", "", "", 100);
    assertThat(wish.attachment().toString())
        .isEqualTo(
            "{\"type\":\"redirect\",\"interface_name\":\"br-lab\",\"max_connections\":100,"
                + "\"rules\":[{\"tag\":\"dns\",\"port\":53,\"action\":\"hijack-dns\"}],"
                + "\"final\":\"office\"}");
  }

  @Test
  void withoutAnOutboundItIsDirect() {
    assertThat(new Wish("eth1", "tproxy", "", "", "", "", 0).target()).isEqualTo("direct");
  }

  @Test
  void aProxyIsAnOutboundOfItsOwnAndItsPasswordNeverStandsThere() {
    var wish = new Wish("br-lab", "tproxy", "", "[2001:db8::1]:1080", "ann", "office.key", 0);
    assertThat(wish.target()).isEqualTo("br-lab-proxy");
    assertThat(wish.upstream().toString())
        .isEqualTo(
            "{\"server\":\"2001:db8::1\",\"server_port\":1080,\"username\":\"ann\","
                + "\"password\":\"$[secret:office.key]\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", ":1080", "host:", "host:0", "host:65536", "host:x"})
  void aProxyHasAHostAndAPort(String text) {
    assertThatThrownBy(() -> proxy(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HOST:PORT");
  }

  @Test
  void whatContradictsItselfIsRefused() {
    assertThatThrownBy(() -> new Wish("e", "tproxy", "a", "h:1", "", "", 0))
        .hasMessageContaining("not both");
    assertThatThrownBy(() -> new Wish("e", "tproxy", "", "", "ann", "k", 0))
        .hasMessageContaining("--proxy");
    assertThatThrownBy(() -> new Wish("e", "tproxy", "", "h:1", "ann", "", 0))
        .hasMessageContaining("together");
    assertThatThrownBy(() -> new Wish("e", "tproxy", "", "h:1", "ann", "../x", 0))
        .hasMessageContaining("secrets/");
    assertThatThrownBy(() -> new Wish("e", "veth", "", "", "", "", 0))
        .hasMessageContaining("--type");
    assertThatThrownBy(() -> new Wish("a/b", "tproxy", "", "", "", "", 0))
        .hasMessageContaining("not the name of an interface");
    assertThatThrownBy(() -> new Wish("lo", "tproxy", "", "", "", "", 0))
        .hasMessageContaining("cannot be attached");
  }
}
