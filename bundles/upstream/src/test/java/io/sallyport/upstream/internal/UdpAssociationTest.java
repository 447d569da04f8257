// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpAssociationTest {

  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  /** Asks for an association of an address that is not known; the answer has port {@code P}. */
  private static final String ASSOCIATE = "<050100 >0500 <05030001000000000000 >050000";

  private final LoopbackTransport transport = new LoopbackTransport("nio", 2);
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private DatagramSocket relay;

  @BeforeEach
  void start() throws Exception {
    relay = new DatagramSocket(0, LOOPBACK);
    relay.setSoTimeout(10_000);
  }

  @AfterEach
  void stop() {
    relay.close();
    transport.close();
  }

  private static Flow flow() {
    var tcp = Flows.to("192.0.2.7", 53);
    return Flow.open(Network.UDP, tcp.origin(), tcp.destination());
  }

  private Channel associated(Map<String, Object> config) throws Exception {
    var outbound = new SocksOutbound(transport, Flows.NO_DETOURS, config);
    var associating = outbound.associate(flow(), transport.loop());
    assertThat(associating.await(10_000)).isTrue();
    assertThat(associating.cause()).isNull();
    var channel = associating.getNow();
    channel.eventLoop().execute(() -> takeOver(channel));
    return channel;
  }

  private void takeOver(Channel channel) {
    channel
        .pipeline()
        .addLast(
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                var datagram = (Datagram) message;
                received.add(datagram.peer() + " " + ByteBufUtil.hexDump(datagram.content()));
                datagram.release();
              }
            });
    channel.config().setAutoRead(true);
  }

  private static void send(Channel channel, String host, int port, String hex) {
    channel.writeAndFlush(
        new Datagram(
            Destination.of(host, port), Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex))));
  }

  private DatagramPacket relayed() throws Exception {
    var packet = new DatagramPacket(new byte[65_536], 65_536);
    relay.receive(packet);
    return packet;
  }

  private static String hex(DatagramPacket packet) {
    return HexFormat.of().formatHex(packet.getData(), 0, packet.getLength());
  }

  private void answer(DatagramSocket from, DatagramPacket to, String hex) throws Exception {
    byte[] bytes = HexFormat.of().parseHex(hex);
    from.send(new DatagramPacket(bytes, bytes.length, to.getSocketAddress()));
  }

  private String port() {
    return "%04x".formatted(relay.getLocalPort());
  }

  /** By its address; by none, which means the server's own; and by the same in IPv6. */
  @ParameterizedTest
  @ValueSource(strings = {"017f000001", "0100000000", "0400000000000000000000000000000000"})
  void datagramsGoByTheRelayThatTheServerNames(String bound) throws Exception {
    try (var proxy = new ScriptedProxy(ASSOCIATE + bound + port() + " mark end", false)) {
      var channel = associated(Flows.config(proxy));
      send(channel, "192.0.2.7", 53, "cafe");
      var first = relayed();
      assertThat(hex(first)).isEqualTo("00000001c00002070035cafe");
      send(channel, "name.example", 53, "");
      assertThat(hex(relayed())).isEqualTo("000000030c" + Flows.hex("name.example") + "0035");
      answer(relay, first, "00000001c00002070035beef");
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("192.0.2.7:53 beef");
      answer(relay, first, "0000000301610050");
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("a:80 ");
      channel.close();
      proxy.finish();
    }
  }

  @Test
  void rubbishFragmentsAndStrangersAreDroppedAndEndNothing() throws Exception {
    try (var proxy = new ScriptedProxy(ASSOCIATE + "017f000001" + port() + " mark end", false);
        var stranger = new DatagramSocket(0, LOOPBACK)) {
      var channel = associated(Flows.config(proxy));
      send(channel, "192.0.2.7", 53, "00");
      var from = relayed();
      var good = "00000001c00002070035";
      for (String bad :
          new String[] {
            "",
            "00",
            "0000",
            "000000",
            "00000001",
            "00000001c000",
            "000000",
            "00010001c00002070035",
            "00000101c00002070035ff",
            "00008101c00002070035ff",
            "00000009c00002070035",
            "0000000300",
            "00000003ff61",
            "000000030120",
            "0000000301800050"
          }) {
        answer(relay, from, bad);
      }
      answer(stranger, from, good + "bad0");
      answer(relay, from, good + "01");
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("192.0.2.7:53 01");
      // Too large for any datagram with a header: lost, and the next one goes.
      send(channel, "192.0.2.7", 53, "00".repeat(65_500));
      send(channel, "192.0.2.7", 53, "aa".repeat(60_000));
      assertThat(relayed().getLength()).isEqualTo(60_010);
      assertThat(received).isEmpty();
      channel.close();
      proxy.finish();
    }
  }

  @Test
  void endsWithTheControlConnection() throws Exception {
    try (var proxy =
        new ScriptedProxy(ASSOCIATE + "017f000001" + port() + " >ff close end", false)) {
      var channel = associated(Flows.config(proxy));
      assertThat(channel.closeFuture().await(10_000)).isTrue();
      proxy.finish();
    }
  }

  @Test
  void theControlConnectionEndsWithIt() throws Exception {
    try (var proxy = new ScriptedProxy(ASSOCIATE + "017f000001" + port() + " end", false)) {
      associated(Flows.config(proxy)).close();
      proxy.finish();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"4a", "5 tcp"})
  void whoHasNoUdpSaysSo(String how) throws Exception {
    var config = Flows.config("server", "127.0.0.1", "server_port", 9);
    config.put("version", how.substring(0, how.indexOf(' ') < 0 ? 2 : 1));
    if (how.endsWith("tcp")) {
      config.put("network", "tcp");
    }
    var associating =
        new SocksOutbound(transport, Flows.NO_DETOURS, config).associate(flow(), transport.loop());
    assertThat(associating.await(10_000)).isTrue();
    assertThat(((ConnectFailure) associating.cause()).reason()).isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void aServerThatRefusesIsToldAsItIs() throws Exception {
    try (var proxy =
        new ScriptedProxy(ASSOCIATE.replace(">050000", ">050700") + "01000000000000 end", false)) {
      var associating =
          new SocksOutbound(transport, Flows.NO_DETOURS, Flows.config(proxy))
              .associate(flow(), transport.loop());
      assertThat(associating.await(10_000)).isTrue();
      assertThat(((ConnectFailure) associating.cause()).reason()).isEqualTo(Reason.UNSUPPORTED);
      proxy.finish();
    }
  }

  @Test
  void aRelayWithoutAPortIsNone() throws Exception {
    try (var proxy = new ScriptedProxy(ASSOCIATE + "017f0000010000 end", false)) {
      var associating =
          new SocksOutbound(transport, Flows.NO_DETOURS, Flows.config(proxy))
              .associate(flow(), transport.loop());
      assertThat(associating.await(10_000)).isTrue();
      assertThat(((ConnectFailure) associating.cause()).reason())
          .isEqualTo(Reason.UPSTREAM_PROTOCOL);
      proxy.finish();
    }
  }

  /** Against dante, where it is installed. */
  @Test
  void relaysByDanted(@TempDir Path directory) throws Exception {
    var danted = Path.of("/usr/sbin/danted");
    Assumptions.assumeTrue(Files.isExecutable(danted), "danted is not installed");
    int port;
    try (var free = new java.net.ServerSocket(0, 1, LOOPBACK)) {
      port = free.getLocalPort();
    }
    var conf =
        Files.writeString(
            directory.resolve("danted.conf"),
            """
            logoutput: %s/danted.log
            internal: 127.0.0.1 port = %d
            external: lo
            clientmethod: none
            socksmethod: none
            user.privileged: root
            user.unprivileged: nobody
            client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
            socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
            """
                .formatted(directory, port));
    var process =
        new ProcessBuilder(danted.toString(), "-f", conf.toString(), "-p", directory + "/pid")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    try (var echo = new DatagramSocket(0, LOOPBACK)) {
      Assumptions.assumeTrue(listens(process, port), "danted does not start here");
      echo.setSoTimeout(10_000);
      var config = new HashMap<>(Flows.config("server", "127.0.0.1", "server_port", port));
      var channel = associated(config);
      send(channel, "127.0.0.1", echo.getLocalPort(), "cafe");
      var packet = new DatagramPacket(new byte[100], 100);
      echo.receive(packet);
      assertThat(hex(packet)).isEqualTo("cafe");
      echo.send(packet);
      assertThat(received.poll(10, TimeUnit.SECONDS))
          .isEqualTo("127.0.0.1:" + echo.getLocalPort() + " cafe");
      channel.close();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private static boolean listens(Process process, int port) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (var probe = new java.net.Socket(LOOPBACK, port)) {
        return probe.isConnected();
      } catch (java.io.IOException e) {
        java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
      }
    }
    return false;
  }
}
