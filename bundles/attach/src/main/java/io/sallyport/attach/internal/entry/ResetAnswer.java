// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.entry;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import java.net.SocketAddress;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Tells a client whose connection the kernel has accepted what became of it: nothing, or a reset.
 * Also where a rule says {@code drop}: to hold a connection that was accepted would cost us a
 * descriptor and tell the client more than a reset does.
 *
 * @param resets counts
 */
record ResetAnswer(Channel client, LongAdder resets) implements Answer {

  @Override
  public void connected(@Nullable SocketAddress bound) {
    // It believes so since it came.
  }

  @Override
  public void failed(ConnectFailure failure) {
    reset(client, resets);
  }

  @Override
  public boolean clientSpeaksFirst() {
    return true;
  }

  /** Closes by RST, whatever waits. */
  static void reset(Channel client, LongAdder resets) {
    resets.increment();
    if (client.isOpen()) {
      try {
        client.config().setOption(ChannelOption.SO_LINGER, 0);
      } catch (ChannelException e) {
        // Torn down already: closing is all that is left.
        client.close();
        return;
      }
    }
    client.close();
  }
}
