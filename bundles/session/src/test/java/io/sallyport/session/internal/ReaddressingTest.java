// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReaddressingTest {

  @ParameterizedTest(name = "{0} by {1}: {2} answers as {3}")
  @CsvSource({
    "198.18.0.1, a.test,    192.0.2.1, 198.18.0.1",
    "192.0.2.1,  192.0.2.2, 192.0.2.2, 192.0.2.1",
    "192.0.2.1,  192.0.2.2, 192.0.2.3, 192.0.2.3",
    "a.test,     b.test,    192.0.2.1, 192.0.2.1",
    "a.test,     192.0.2.2, 192.0.2.2, a.test",
  })
  void aClientSeesTheAddressThatItAsked(String asked, String used, String answers, String seen) {
    var channel =
        new EmbeddedChannel(new Readdressing(Destination.of(asked, 53), Destination.of(used, 53)));
    channel.writeOutbound(new Datagram(Destination.of(asked, 53), Unpooled.EMPTY_BUFFER));
    channel.writeOutbound(new Datagram(Destination.of("9.9.9.9", 53), Unpooled.EMPTY_BUFFER));
    assertThat(channel.<Datagram>readOutbound().peer()).isEqualTo(Destination.of(used, 53));
    assertThat(channel.<Datagram>readOutbound().peer()).isEqualTo(Destination.of("9.9.9.9", 53));

    channel.writeInbound(new Datagram(Destination.of(answers, 53), Unpooled.EMPTY_BUFFER));
    assertThat(channel.<Datagram>readInbound().peer()).isEqualTo(Destination.of(seen, 53));
    channel.finish();
  }
}
