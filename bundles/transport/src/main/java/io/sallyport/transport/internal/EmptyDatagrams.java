// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.Socket;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.spi.SelectorProvider;

/**
 * Sends what Netty does not: its NIO and its epoll take an empty datagram for sent without sending
 * it. io_uring does send it.
 */
final class EmptyDatagrams {

  private static final AttributeKey<java.nio.channels.DatagramChannel> SOCKET =
      AttributeKey.valueOf(EmptyDatagrams.class, "socket");

  /** One byte, of which none is sent. */
  private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(1);

  private EmptyDatagrams() {}

  /** An NIO channel that {@link #send} knows how to use. */
  static DatagramChannel nio() {
    try {
      var socket = SelectorProvider.provider().openDatagramChannel();
      var channel = new NioDatagramChannel(socket);
      channel.attr(SOCKET).set(socket);
      return channel;
    } catch (IOException e) {
      throw new ChannelException("no UDP socket can be opened", e);
    }
  }

  /** Sends an empty datagram, or loses it; false if the channel can do so by itself. */
  static boolean send(Channel channel, InetSocketAddress to) {
    try {
      if (channel.attr(SOCKET).get() instanceof java.nio.channels.DatagramChannel socket) {
        socket.send(ByteBuffer.allocate(0), to);
        return true;
      }
      if (channel instanceof EpollDatagramChannel epoll && epoll.fd() instanceof Socket socket) {
        socket.sendTo(NOTHING, 0, 0, to.getAddress(), to.getPort());
        return true;
      }
      return false;
    } catch (IOException e) {
      return true; // lost, as any datagram may be
    }
  }
}
