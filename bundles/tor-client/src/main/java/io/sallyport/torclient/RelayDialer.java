// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;

/**
 * Where TCP connections to relays come from: sockets of this machine, or whatever else carries
 * bytes.
 */
public interface RelayDialer {

  /** The loop that the next link should live on. Any thread. */
  EventLoop loop();

  /**
   * Connects.
   *
   * @param relay numeric; never to be looked up
   * @param loop what the connection must be registered on
   * @return an active channel with {@code autoRead} off and an empty pipeline
   */
  Future<Channel> connect(InetSocketAddress relay, EventLoop loop);
}
