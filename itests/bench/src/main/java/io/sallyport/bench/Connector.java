// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/**
 * Opens sessions to the target: blocking, by SOCKS5 in its plainest form (RFC 1928: no
 * authentication, IPv4, nothing sent ahead of an answer), or by a mere connection. For one thread.
 */
final class Connector {

  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final byte[] NO_AUTHENTICATION = {5, 1, 0};

  private final ByteBuffer buffer = ByteBuffer.allocateDirect(512);
  private final Job job;

  Connector(Job job) {
    this.job = job;
  }

  /**
   * A session.
   *
   * @param number of the connection, from which follows the target's port
   * @param opened told the channel before anything can block, so that it can be closed in time
   * @throws IOException if it cannot be had, with what the relay said
   */
  SocketChannel open(int number, Consumer<SocketChannel> opened) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.INET);
    opened.accept(channel);
    try {
      // Ends by RST: nothing then waits for two minutes on this machine's ports.
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      int target = job.target(number);
      channel.connect(loopback(job.port() == 0 ? target : job.port()));
      if (job.socks()) {
        negotiate(channel, target);
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  static InetSocketAddress loopback(int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port);
  }

  private void negotiate(SocketChannel channel, int target) throws IOException {
    channel.write(buffer.clear().put(NO_AUTHENTICATION).flip());
    fill(channel, buffer.clear().limit(2));
    if (buffer.get() != 5 || buffer.get() != 0) {
      throw new IOException("SOCKS method refused");
    }
    buffer.clear().put(new byte[] {5, 1, 0, 1}).put(LOOPBACK).putShort((short) target);
    channel.write(buffer.flip());
    fill(channel, buffer.clear().limit(5));
    if (buffer.get(1) != 0) {
      throw new IOException("SOCKS reply " + buffer.get(1));
    }
    int address =
        switch (buffer.get(3)) {
          case 1 -> 4;
          case 4 -> 16;
          default -> 1 + (buffer.get(4) & 0xFF);
        };
    fill(channel, buffer.clear().limit(address + 2 - 1));
  }

  /** Reads up to the buffer's limit and flips it. */
  static void fill(SocketChannel channel, ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("ended early");
      }
    }
    buffer.flip();
  }
}
