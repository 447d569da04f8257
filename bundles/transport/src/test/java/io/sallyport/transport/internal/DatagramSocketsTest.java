// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** UDP sockets of every kind, between real sockets on the loopback. */
@Timeout(30)
class DatagramSocketsTest {

  private static final DialOptions OPTIONS =
      new DialOptions(Duration.ofSeconds(5), null, null, null, 0, AddressFamily.PREFER_IPV4);

  private record Got(Destination from, byte[] payload) {}

  private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
  private MultiThreadIoEventLoopGroup group;
  private MultiThreadIoEventLoopGroup dnsGroup;
  private EventLoop loop;
  private ScriptedDns dns;
  private HostResolver resolver;
  private DatagramSockets sockets;
  private DatagramSocket far;
  private Channel channel;

  @BeforeEach
  void start() throws Exception {
    dnsGroup = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    dns = new ScriptedDns(dnsGroup);
    far = socket();
  }

  private static DatagramSocket socket() throws Exception {
    var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(5000);
    return socket;
  }

  private void open(TransportType type) throws Exception {
    open(type, null, OPTIONS);
  }

  private void open(TransportType type, Flow flow, DialOptions options) throws Exception {
    group = new MultiThreadIoEventLoopGroup(1, type.handlers());
    loop = group.next();
    resolver = new HostResolver(type, new SingletonDnsServerAddressStreamProvider(dns.address()));
    sockets = new DatagramSockets(type, resolver, new OwnAddresses());
    channel = sockets.open(flow, options, loop).get(5, TimeUnit.SECONDS);
    assertThat(channel.config().isAutoRead()).isFalse();
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                var datagram = (Datagram) message;
                byte[] bytes = new byte[datagram.content().readableBytes()];
                datagram.content().readBytes(bytes);
                datagram.release();
                got.add(new Got(datagram.peer(), bytes));
              }

              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                ctx.close();
              }
            });
    channel.config().setAutoRead(true);
  }

  @AfterEach
  void stop() {
    channel.close().syncUninterruptibly();
    resolver.close();
    dns.close();
    far.close();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    dnsGroup.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
  }

  private void send(Destination to, byte... payload) {
    channel.writeAndFlush(new Datagram(to, Unpooled.copiedBuffer(payload)), channel.voidPromise());
  }

  private Destination atFar(String host) {
    return Destination.of(host, far.getLocalPort());
  }

  private DatagramPacket receive() throws Exception {
    var packet = new DatagramPacket(new byte[65_535], 65_535);
    far.receive(packet);
    return packet;
  }

  private static byte[] payload(DatagramPacket packet) {
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private Got next() throws InterruptedException {
    var next = got.poll(5, TimeUnit.SECONDS);
    assertThat(next).as("a datagram").isNotNull();
    return next;
  }

  @ParameterizedTest
  @EnumSource(TransportType.class)
  void theLargestAndTheSmallestCrossWhole(TransportType type) throws Exception {
    open(type);
    for (int size : new int[] {0, 1, 2049, 9000, 60_000, 65_507}) {
      byte[] sent = new byte[size];
      new Random(size).nextBytes(sent);
      send(atFar("127.0.0.1"), sent);
      var packet = receive();
      assertThat(payload(packet)).isEqualTo(sent);
      far.send(new DatagramPacket(sent, size, packet.getSocketAddress()));
      var back = next();
      assertThat(back.payload).isEqualTo(sent);
      assertThat(back.from).isEqualTo(atFar("127.0.0.1"));
    }
  }

  @ParameterizedTest
  @EnumSource(TransportType.class)
  void whoeverKnowsThePortIsHeardAsHimself(TransportType type) throws Exception {
    open(type);
    send(atFar("127.0.0.1"), (byte) 1);
    var packet = receive();
    try (var third = socket()) {
      third.send(new DatagramPacket(new byte[] {7}, 1, packet.getSocketAddress()));
      assertThat(next().from).isEqualTo(Destination.of("127.0.0.1", third.getLocalPort()));
    }
  }

  @ParameterizedTest
  @EnumSource(TransportType.class)
  void whatCannotBeSentEndsNothing(TransportType type) throws Exception {
    open(type);
    var closed = socket();
    var nobody = Destination.of("127.0.0.1", closed.getLocalPort());
    closed.close();
    for (int i = 0; i < 5; i++) {
      send(nobody, (byte) i); // ICMP says: port unreachable
      send(Destination.of("127.0.0.1", 0), (byte) i);
      send(Destination.of("255.255.255.255", 9), (byte) i); // EACCES
      send(Destination.of("127.0.0.1", 9), new byte[65_530]); // EMSGSIZE
      send(Destination.of("100::1", 9), (byte) i); // no route, or nobody
      send(atFar("127.0.0.1"), (byte) i);
      assertThat(payload(receive())).containsExactly(i);
    }
    assertThat(channel.isActive()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(TransportType.class)
  void ipv6AndIpv4GoThroughOneSocket(TransportType type) throws Exception {
    open(type);
    try (var six = new DatagramSocket(0, InetAddress.getByName("::1"))) {
      six.setSoTimeout(5000);
      send(Destination.of("::1", six.getLocalPort()), (byte) 6);
      var packet = new DatagramPacket(new byte[10], 10);
      six.receive(packet);
      six.send(new DatagramPacket(new byte[] {66}, 1, packet.getSocketAddress()));
      assertThat(next().from).isEqualTo(Destination.of("::1", six.getLocalPort()));
      send(atFar("127.0.0.1"), (byte) 4);
      assertThat(payload(receive())).containsExactly(4);
    }
  }

  @Test
  void namesNeitherStallOthersNorChangeTheOrder() throws Exception {
    open(TransportType.NIO);
    dns.say(DnsRecordType.A, "slow.test", 300, "127.0.0.1")
        .say(DnsRecordType.AAAA, "slow.test", 0)
        .refuse("absent.test", DnsResponseCode.NXDOMAIN);
    send(atFar("silent.test"), (byte) 90);
    send(atFar("absent.test"), (byte) 91);
    send(atFar("slow.test"), (byte) 1);
    send(atFar("slow.test"), (byte) 2);
    send(atFar("127.0.0.1"), (byte) 0);
    for (int expected = 0; expected < 3; expected++) {
      assertThat(payload(receive())).containsExactly(expected);
    }
    send(atFar("slow.test"), (byte) 3);
    assertThat(payload(receive())).containsExactly(3);
    assertThat(dns.asked).filteredOn("A slow.test"::equals).hasSize(1);
  }

  @Test
  void ofANameTheFirstAddressWithAWayToItIsTaken() throws Exception {
    open(TransportType.NIO, null, options(null, AddressFamily.PREFER_IPV6));
    // A link-local address without its link leads nowhere.
    dns.say(DnsRecordType.A, "both.test", 0, "127.0.0.1")
        .say(DnsRecordType.AAAA, "both.test", 0, "fe80::1");
    send(atFar("both.test"), (byte) 5);
    assertThat(payload(receive())).containsExactly(5);
  }

  @Test
  void whatARuleHasResolvedIsNotAskedAgain() throws Exception {
    var origin = new Origin("in", "socks", null, new InetSocketAddress("127.0.0.1", 1), null);
    var flow =
        Flow.open(Network.UDP, origin, Destination.of("ruled.test", 1))
            .resolvedTo(List.of(InetAddress.getByName("127.0.0.1")));
    open(TransportType.NIO, flow, OPTIONS);
    send(atFar("ruled.test"), (byte) 8);
    assertThat(payload(receive())).containsExactly(8);
    assertThat(dns.asked).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(TransportType.class)
  void aLocalAddressIsKept(TransportType type) throws Exception {
    open(type, null, options("127.0.0.5", AddressFamily.PREFER_IPV6));
    send(atFar("127.0.0.1"), (byte) 1);
    assertThat(receive().getAddress().getHostAddress()).isEqualTo("127.0.0.5");
  }

  private static DialOptions options(String local, AddressFamily family) {
    return new DialOptions(Duration.ofSeconds(5), null, local, null, 0, family);
  }
}
