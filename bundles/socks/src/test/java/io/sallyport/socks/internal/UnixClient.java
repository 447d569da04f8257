// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HexFormat;

/** As {@link Client}, by a Unix socket. */
record UnixClient(SocketChannel channel) implements AutoCloseable {

  static UnixClient to(Path path) throws IOException {
    var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(path));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    return new UnixClient(channel);
  }

  UnixClient say(String hex) throws IOException {
    var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    return this;
  }

  UnixClient expect(String hex) throws IOException {
    String wanted = hex.replace(" ", "");
    var got = ByteBuffer.allocate(wanted.length() / 2);
    while (got.hasRemaining() && channel.read(got) >= 0) {
      // more may come
    }
    assertThat(HexFormat.of().formatHex(got.array(), 0, got.position())).isEqualTo(wanted);
    return this;
  }

  void expectClosed() throws IOException {
    assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
