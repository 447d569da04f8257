// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ListeningSocketsTest {

  private final LinkedBlockingQueue<Channel> accepted = new LinkedBlockingQueue<>();
  private final ArrayDeque<Socket> clients = new ArrayDeque<>();
  private MultiThreadIoEventLoopGroup group;
  private ListeningSockets sockets;

  @BeforeEach
  void start() {
    assumeTrue(TransportType.EPOLL.obstacle() == null, "no epoll on this machine");
    group = new MultiThreadIoEventLoopGroup(2, TransportType.EPOLL.handlers());
    sockets = new ListeningSockets(TransportType.EPOLL, group);
  }

  @AfterEach
  void stop() throws IOException {
    for (var client : clients) {
      client.close();
    }
    if (group != null) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
  }

  private Channel open(int port) throws InterruptedException {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    return sockets
        .open(
            address,
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                accepted.add(channel);
              }
            },
            group.next())
        .sync()
        .getNow();
  }

  private Channel connect(Channel to) throws Exception {
    var client = new Socket();
    clients.push(client);
    client.connect(to.localAddress());
    var channel = accepted.poll(10, TimeUnit.SECONDS);
    assertThat(channel).as("accepted").isNotNull();
    return channel;
  }

  @Test
  void connectionsLiveOnBothLoopsInEqualParts() throws Exception {
    var server = open(0);
    Map<EventLoop, Integer> counts = new HashMap<>();
    for (int i = 0; i < 4; i++) {
      counts.merge(connect(server).eventLoop(), 1, Integer::sum);
    }
    assertThat(counts.values()).containsExactly(2, 2);
  }

  @Test
  void anAddressThatIsListenedOnIsRefusedThoughPortsAreShared() throws Exception {
    int port = ((InetSocketAddress) open(0).localAddress()).getPort();
    assertThatThrownBy(() -> open(port))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("in use");
  }

  @Test
  void aPortIsFreeAgainWhenItsFirstSocketIsClosed() throws Exception {
    var server = open(0);
    int port = ((InetSocketAddress) server.localAddress()).getPort();
    connect(server);
    server.close().sync();
    // Its companions follow on their own loops.
    connect(Await.value("a free port", Duration.ofSeconds(20), () -> openUnlessBusy(port)));
  }

  private @Nullable Channel openUnlessBusy(int port) throws Exception {
    try {
      return open(port);
    } catch (Exception e) {
      assertThat(e).isInstanceOf(IOException.class).hasMessageContaining("in use");
      return null;
    }
  }

  @Test
  void whenTheFirstPausesSoDoTheOthersAndGoOnWithIt() throws Exception {
    var server = open(0);
    connect(server);
    server.config().setAutoRead(false);
    int came = 0;
    // Each of the two loops may have one in hand; which one a client gets to is the kernel's
    // choice.
    for (int i = 0; i < 40; i++) {
      var client = new Socket();
      clients.push(client);
      client.connect(server.localAddress());
    }
    while (accepted.poll(300, TimeUnit.MILLISECONDS) != null) {
      came++;
    }
    assertThat(came).isLessThanOrEqualTo(2);
    server.config().setAutoRead(true);
    for (; came < 40; came++) {
      assertThat(accepted.poll(10, TimeUnit.SECONDS)).isNotNull();
    }
  }
}
