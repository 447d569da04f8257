// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Listening;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class PeerWaitTest {

  private MultiThreadIoEventLoopGroup group;
  private EventLoop loop;

  private Listening await(TransportType type, String expected) throws Exception {
    group = new MultiThreadIoEventLoopGroup(1, type.handlers());
    loop = group.next();
    return PeerWait.open(type, new InetSocketAddress(expected, 21), DialOptions.DEFAULT, loop)
        .get(5, TimeUnit.SECONDS);
  }

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private static Socket from(String local, InetSocketAddress to) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(local, 0));
    socket.setSoTimeout(5000);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to.getPort()), 5000);
    return socket;
  }

  private static void expectClosed(Socket socket) {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @ParameterizedTest
  @EnumSource(TransportType.class)
  void onlyTheExpectedPeerComesInAndOnlyOnce(TransportType type) throws Exception {
    var listening = await(type, "127.0.0.1");
    assertThat(listening.address().getAddress().getHostAddress()).isEqualTo("127.0.0.1");
    try (var stranger = from("127.0.0.9", listening.address())) {
      expectClosed(stranger);
    }
    try (var peer = from("127.0.0.1", listening.address())) {
      var channel = listening.accepted().get(5, TimeUnit.SECONDS);
      assertThat(channel.remoteAddress()).isEqualTo(peer.getLocalSocketAddress());
      assertThat(channel.eventLoop()).isSameAs(loop);
      assertThat(channel.isActive()).isTrue();
      assertThat(channel.config().isAutoRead()).isFalse();
      assertThat(channel.pipeline().names()).hasSize(1);
      assertThatThrownBy(() -> second(listening)).isInstanceOf(IOException.class);
      listening.close();
      assertThat(channel.isOpen()).isTrue();
      channel.close().sync();
    }
  }

  /** The socket closes once the peer is in; who slips in before that is closed. */
  private static void second(Listening listening) throws IOException {
    while (true) {
      try (var late = from("127.0.0.1", listening.address())) {
        expectClosed(late);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(TransportType.class)
  void theUnspecifiedAddressIsAnybody(TransportType type) throws Exception {
    var listening = await(type, "0.0.0.0");
    assertThat(listening.address().getAddress().isAnyLocalAddress()).isFalse();
    try (var peer = from("127.0.0.77", listening.address())) {
      var channel = listening.accepted().get(5, TimeUnit.SECONDS);
      assertThat(channel.remoteAddress()).isEqualTo(peer.getLocalSocketAddress());
      channel.close().sync();
    }
  }

  @ParameterizedTest
  @EnumSource(TransportType.class)
  void closingEndsTheWait(TransportType type) throws Exception {
    var listening = await(type, "127.0.0.1");
    listening.close();
    assertThat(listening.accepted().await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(listening.accepted().cause())
        .isInstanceOfSatisfying(
            ConnectFailure.class,
            failure -> assertThat(failure.reason()).isEqualTo(ConnectFailure.Reason.CANCELLED));
    assertThatThrownBy(() -> second(listening)).isInstanceOf(IOException.class);
  }
}
