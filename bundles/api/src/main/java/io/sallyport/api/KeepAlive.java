// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.SocketChannel;

/**
 * TCP keep-alive. A {@link Transport} opens and accepts connections without it; whoever holds one
 * for longer, in silence, switches it on, so that a peer that is gone without a word is noticed.
 */
public final class KeepAlive {

  private KeepAlive() {}

  /** Switches it on where the channel is a TCP socket; does nothing where it is not. */
  public static void on(Channel channel) {
    if (channel instanceof SocketChannel && channel.isOpen()) {
      try {
        channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
      } catch (ChannelException e) {
        // Torn down by its peer meanwhile, which is all that keep-alive could have found out.
        channel.close();
      }
    }
  }
}
