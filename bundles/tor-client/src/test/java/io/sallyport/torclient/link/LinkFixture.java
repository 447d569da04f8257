// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import io.netty.channel.Channel;
import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.link.LinkCircuits;
import io.sallyport.torcore.link.LinkEstablished;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Links for tests, without a relay behind them. */
public final class LinkFixture {

  private LinkFixture() {}

  /** A link on a channel; called on the channel's loop. */
  public static Link on(Channel channel) {
    return new Link(
        channel,
        new LinkEstablished(
            5,
            new RelayIdentity(new RsaIdentity(new byte[20]), null),
            null,
            null,
            List.of(),
            false),
        new LinkCircuits(new SecureRandom(), 10),
        new LinkOutput(channel, new LongAdder()),
        Duration.ofMinutes(1));
  }
}
