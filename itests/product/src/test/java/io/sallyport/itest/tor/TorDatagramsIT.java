// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.itest.harness.Product;
import io.sallyport.itest.harness.Socks5;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tor carries no datagrams: who wants some is told so at once, and Tor sleeps on. */
class TorDatagramsIT {

  private static final byte[] ASSOCIATE = {5, 3, 0, 1, 0, 0, 0, 0, 0, 0};
  private static final int COMMAND_NOT_SUPPORTED = 7;

  @RegisterExtension
  static final Product PRODUCT =
      new Product()
          .listener("plain", "\"final\": \"direct\"")
          .listener("onion", "\"final\": \"tor\"");

  private static int associate(String listener) throws Exception {
    try (var socket = Socks5.dial(PRODUCT.port(listener))) {
      socket.getOutputStream().write(Socks5.GREETING);
      assertThat(socket.getInputStream().readNBytes(2)).containsExactly(5, 0);
      long begun = System.nanoTime();
      socket.getOutputStream().write(ASSOCIATE);
      var reply = Socks5.reply(socket);
      if (reply.code() != 0) {
        assertThat(socket.getInputStream().read()).as("the connection ends").isEqualTo(-1);
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun)).isLessThan(3);
      }
      return reply.code();
    }
  }

  private static void group(String tag, String type, String members) throws Exception {
    PRODUCT.via(tag, type, "{\"outbounds\": [" + members + "]}");
  }

  @Test
  void anAssociationByTorIsRefusedAtOnce() throws Exception {
    assertThat(associate("plain")).as("what a listener can do that has datagrams").isZero();
    assertThat(associate("onion")).isEqualTo(COMMAND_NOT_SUPPORTED);
    group("chosen", "selector", "\"tor\"");
    assertThat(associate("chosen")).isEqualTo(COMMAND_NOT_SUPPORTED);
    group("ordered", "fallback", "\"tor\", \"chosen\"");
    assertThat(associate("ordered")).isEqualTo(COMMAND_NOT_SUPPORTED);
    group("mixed", "fallback", "\"tor\", \"direct\"");
    assertThat(associate("mixed")).as("one member has datagrams").isZero();
    var status = PRODUCT.list("tor:status", "tor").get(0).getAsJsonObject();
    assertThat(status.get("awake").getAsBoolean()).isFalse();
  }
}
