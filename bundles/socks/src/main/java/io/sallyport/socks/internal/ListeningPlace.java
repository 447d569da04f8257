// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Transport;

/** Where a listener can listen. */
sealed interface ListeningPlace permits TcpPlace, UnixPlace {

  /** For people: {@code 127.0.0.1:1080}, {@code unix:/run/sallyport/socks.sock}. */
  String where();

  /**
   * Opens the listening channel; any thread.
   *
   * @param child initialises each accepted channel
   */
  Future<Channel> open(Transport transport, ChannelHandler child);

  /** Whether the two can perhaps not be open at the same time. */
  boolean excludes(ListeningPlace other);

  /**
   * Why it could not be opened, and what to do about it, in one sentence.
   *
   * @param file name of the file that says where to listen
   */
  String problem(Throwable cause, String file);
}
