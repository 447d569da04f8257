// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.wire;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** Some thousand inputs of the fuzzer in each build: noise, and messages with bytes changed. */
class DnsFuzzerTest {

  @Test
  void noise() {
    var random = new Random(42);
    for (int i = 0; i < 20_000; i++) {
      var data = new byte[random.nextInt(120)];
      random.nextBytes(data);
      assertThatCode(() -> DnsFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
    }
  }

  @Test
  void changedQueries() {
    var random = new Random(43);
    for (int i = 0; i < 20_000; i++) {
      byte[] query = Messages.query(i & 0xffff, "host-" + i + ".Example.com", 28, 1232);
      changed(random, (byte) 0, query);
    }
  }

  @Test
  void changedAnswers() {
    var random = new Random(44);
    var out = io.netty.buffer.Unpooled.buffer();
    for (int i = 0; i < 20_000; i++) {
      out.clear();
      out.writeBytes(Messages.address("192.0.2.1", 60)).writeBytes(Messages.soa(5, 6));
      out.writeBytes(Messages.record(5, 7, (byte) 0xc0, (byte) 12)).writeBytes(Messages.opt());
      changed(random, (byte) 1, io.netty.buffer.ByteBufUtil.getBytes(out));
    }
  }

  private static void changed(Random random, byte kind, byte[] message) {
    var data = new byte[message.length + 1];
    data[0] = kind;
    System.arraycopy(message, 0, data, 1, message.length);
    for (int change = random.nextInt(5); change > 0; change--) {
      data[1 + random.nextInt(message.length)] = (byte) random.nextInt();
    }
    assertThatCode(() -> DnsFuzzer.fuzzerTestOneInput(data)).doesNotThrowAnyException();
  }
}
