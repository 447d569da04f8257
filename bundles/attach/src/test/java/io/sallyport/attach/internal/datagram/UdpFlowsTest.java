// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultEventLoop;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import io.sallyport.attach.internal.datagram.FakeSessions.Served;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UdpFlowsTest {

  private static final InetSocketAddress CLIENT = new InetSocketAddress("10.0.0.2", 40000);
  private static final InetSocketAddress FAR = new InetSocketAddress("192.0.2.1", 443);
  private static final InetSocketAddress FURTHER = new InetSocketAddress("192.0.2.2", 443);

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final FakeSessions sessions = new FakeSessions();
  private final List<String> sent = new ArrayList<>();
  private UdpFlows flows;

  @BeforeEach
  void open() throws Exception {
    flows = loop.submit(() -> new UdpFlows(sessions.entrance(), loop, new Sink(), 2)).get();
  }

  @AfterEach
  void end() throws Exception {
    flows.close();
    loop.shutdownGracefully(0, 5, java.util.concurrent.TimeUnit.SECONDS).sync();
  }

  private final class Sink implements DatagramSink {
    @Override
    public boolean send(InetSocketAddress from, InetSocketAddress client, ByteBuf content) {
      sent.add(from.getPort() + ">" + client.getPort() + " " + text(content));
      return true;
    }

    @Override
    public boolean portUnreachable(
        InetSocketAddress client, InetSocketAddress far, ByteBuf content) {
      sent.add("unreachable " + far.getPort() + ">" + client.getPort() + " " + text(content));
      return true;
    }
  }

  private static String text(ByteBuf content) {
    return content.toString(StandardCharsets.US_ASCII);
  }

  private void receive(InetSocketAddress from, InetSocketAddress to, String text) throws Exception {
    var content = Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    loop.submit(
            () -> {
              flows.receive(from, to, content);
              flows.deliver();
            })
        .get();
    // Once more around the loop: reading begins there.
    loop.submit(() -> {}).get();
  }

  /** What a session has read so far. */
  private List<String> read(Served served) throws Exception {
    var read = new ArrayList<String>();
    loop.submit(
            () -> {
              served.client().pipeline().addLast(new Reader(read));
              served.client().config().setAutoRead(true);
            })
        .get();
    loop.submit(() -> {}).get();
    return read;
  }

  private static final class Reader extends ChannelInboundHandlerAdapter {
    private final List<String> read;

    Reader(List<String> read) {
      this.read = read;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      var datagram = (Datagram) message;
      read.add(datagram.peer() + " " + text(datagram.content()));
      datagram.release();
    }
  }

  @Test
  void destinationsThatGoTheSameWayShareASession() throws Exception {
    receive(CLIENT, FAR, "one");
    receive(CLIENT, FURTHER, "two");
    assertThat(sessions.served).hasSize(1);
    var served = sessions.served.getFirst();
    assertThat(served.flow().origin().source()).isEqualTo(CLIENT);
    assertThat(read(served)).containsExactly("192.0.2.1:443 one", "192.0.2.2:443 two");
  }

  @Test
  void anotherClientSocketHasASessionOfItsOwn() throws Exception {
    receive(CLIENT, FAR, "one");
    receive(new InetSocketAddress("10.0.0.2", 40001), FAR, "two");
    assertThat(sessions.served).hasSize(2);
  }

  @Test
  void whatAFarEndSendsReachesTheClientInItsName() throws Exception {
    receive(CLIENT, FAR, "one");
    Channel client = sessions.served.getFirst().client();
    client
        .writeAndFlush(
            new Datagram(
                new Destination.Address(FURTHER.getAddress(), 9),
                Unpooled.copiedBuffer("back", StandardCharsets.US_ASCII)))
        .sync();
    assertThat(sent).containsExactly("9>40000 back");
  }

  @Test
  void aRefusalIsToldWithTheDatagramThatItRefusesAndAgainForTheNext() throws Exception {
    sessions.refuse(ConnectFailure.Reason.UNSUPPORTED);
    receive(CLIENT, FAR, "one");
    receive(CLIENT, FAR, "two");
    assertThat(sent).containsExactly("unreachable 443>40000 one", "unreachable 443>40000 two");
    assertThat(sessions.served).as("sessions asked for").hasSize(1);
    assertThat(sessions.counters.unreachables.sum()).isEqualTo(2);
  }

  @Test
  void aRuleThatDropsTellsNothing() throws Exception {
    sessions.refuse(ConnectFailure.Reason.DROPPED);
    receive(CLIENT, FAR, "one");
    receive(CLIENT, FAR, "two");
    assertThat(sent).isEmpty();
    assertThat(sessions.counters.dropped.sum()).isOne();
  }

  @Test
  void whatIsTheGatewaysOwnBecomesNoSession() throws Exception {
    receive(CLIENT, new InetSocketAddress(FakeSessions.OWN, 443), "one");
    receive(CLIENT, new InetSocketAddress("224.0.0.1", 443), "two");
    receive(CLIENT, new InetSocketAddress("192.0.2.1", 0), "three");
    assertThat(sessions.served).isEmpty();
    assertThat(sent).containsExactly("unreachable 443>40000 one");
  }

  @Test
  void theClientSilentForLongestMakesWay() throws Exception {
    receive(CLIENT, FAR, "one");
    receive(new InetSocketAddress("10.0.0.3", 1), FAR, "two");
    receive(new InetSocketAddress("10.0.0.4", 1), FAR, "three");
    assertThat(sessions.served.get(0).client().isOpen()).isFalse();
    assertThat(sessions.served.get(1).client().isOpen()).isTrue();
    assertThat(sessions.counters.evicted.sum()).isOne();
  }

  @Test
  void whatNobodyReadsIsBounded() throws Exception {
    for (int i = 0; i < FlowEnd.MAX_WAITING + 10; i++) {
      receive(CLIENT, FAR, "x");
    }
    assertThat(sessions.counters.dropped.sum()).isEqualTo(10);
    receive(new InetSocketAddress("10.0.0.3", 1), FAR, "y".repeat(60_000));
    receive(new InetSocketAddress("10.0.0.3", 1), FAR, "y".repeat(60_000));
    receive(new InetSocketAddress("10.0.0.3", 1), FAR, "y".repeat(60_000));
    assertThat(sessions.counters.dropped.sum()).isEqualTo(11);
  }

  @Test
  void aSessionThatIsOverIsBegunAnew() throws Exception {
    receive(CLIENT, FAR, "one");
    sessions.served.getFirst().client().close().sync();
    receive(CLIENT, FAR, "two");
    assertThat(sessions.served).hasSize(2);
    assertThat(read(sessions.served.get(1))).containsExactly("192.0.2.1:443 two");
  }

  @Test
  void closingEndsAllSessions() throws Exception {
    receive(CLIENT, FAR, "one");
    flows.close();
    loop.submit(() -> {}).get();
    assertThat(sessions.served.getFirst().client().isOpen()).isFalse();
  }
}
