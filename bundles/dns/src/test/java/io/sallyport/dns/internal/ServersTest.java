// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import io.sallyport.api.Outbound;
import io.sallyport.direct.internal.BuiltInDirect;
import io.sallyport.dns.internal.server.NameServer;
import io.sallyport.dns.internal.wire.Messages;
import io.sallyport.testing.SelfSigned;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers of every type, each a real one on loopback, through the real direct outbound. */
class ServersTest {

  @TempDir private static Path folder;
  private static SelfSigned certificates;

  private NameServer server;
  private World world;

  @BeforeAll
  static void key() throws Exception {
    certificates = new SelfSigned(folder, "dns.example");
  }

  @AfterAll
  static void forget() {
    certificates = null;
  }

  @BeforeEach
  void start() throws Exception {
    server = new NameServer(certificates);
    world = new World(null);
  }

  @AfterEach
  void stop() {
    world.close();
    server.close();
  }

  private String spec(String via) {
    String tls =
        ", 'tls': {'server_name': 'dns.example', 'certificate_path': '" + certificates.pem() + "'}";
    return switch (via) {
      case "tls" -> spec("tls", server.tlsPort, tls);
      case "h2" -> spec("https", server.httpsPort, tls);
      case "h1" -> spec("https", server.http1Port, tls);
      default -> spec(via, server.port, "");
    };
  }

  private static String spec(String type, int port, String more) {
    return "{'type': '%s', 'tag': 's', 'server': '127.0.0.1', 'server_port': %d%s}"
        .formatted(type, port, more);
  }

  private InterfaceResolver resolver(String via) throws Exception {
    return world.resolver("{'servers': [" + spec(via) + "], 'timeout': '5s'}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp", "tcp", "tls", "h1", "h2"})
  void answers(String via) throws Exception {
    server.put("www.example.com", 1, Messages.address("192.0.2.1", 300));
    server.put("www.example.com", 16, Messages.record(16, 60, (byte) 2, (byte) 'h', (byte) 'i'));
    var resolver = resolver(via);
    assertThat(world.ask(resolver, "www.example.com", 1)).isEqualTo("NOERROR A 300 192.0.2.1");
    assertThat(world.ask(resolver, "WWW.example.com", 16)).isEqualTo("NOERROR TXT 60 \"hi\"");
    assertThat(world.ask(resolver, "none.example.com", 1)).isEqualTo("NXDOMAIN");
    assertThat(server.asked(via)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls", "h1", "h2"})
  void connectionsAreKeptAndShared(String via) throws Exception {
    server.script(one -> List.of(Messages.answer(one.message(), Messages.address("192.0.2.2", 9))));
    var resolver = resolver(via);
    assertThat(world.ask(resolver, "first.example", 1)).isEqualTo("NOERROR A 9 192.0.2.2");
    var all = new ArrayList<Future<?>>();
    for (int i = 0; i < 200; i++) {
      byte[] query = Messages.query(i, "n" + i + ".example", 1, 0);
      all.add(resolver.answer(Unpooled.copiedBuffer(query), World.CLIENT, world.loop));
    }
    for (var one : all) {
      assertThat(one.await(15, TimeUnit.SECONDS)).isTrue();
      var reply = (io.netty.buffer.ByteBuf) one.getNow();
      assertThat(reply.getUnsignedShort(6)).as("answers").isEqualTo(1);
      reply.release();
    }
    assertThat(server.asked(via)).isEqualTo(201);
    assertThat(server.connections(via)).isLessThanOrEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls", "h1", "h2"})
  void aBrokenConnectionIsReplaced(String via) throws Exception {
    server.script(one -> List.of(Messages.answer(one.message(), Messages.address("192.0.2.2", 9))));
    var resolver = resolver(via);
    for (int i = 0; i < 5; i++) {
      assertThat(world.ask(resolver, "n" + i + ".example", 1)).isEqualTo("NOERROR A 9 192.0.2.2");
      server.breakConnections();
    }
    assertThat(server.connections(via)).isEqualTo(5);
  }

  @Test
  void pipelinedAnswersMayComeInAnyOrder() throws Exception {
    var held = new CopyOnWriteArrayList<byte[]>();
    server.script(
        one -> {
          held.addFirst(
              Messages.answer(
                  one.message(),
                  Messages.address("192.0.2." + one.question().name().substring(1, 2), 9)));
          return held.size() == 3 ? List.copyOf(held) : List.of();
        });
    var resolver = resolver("tcp");
    var all = new ArrayList<Future<io.netty.buffer.ByteBuf>>();
    for (int i = 1; i <= 3; i++) {
      byte[] query = Messages.query(i, "n" + i + ".example", 1, 0);
      all.add(resolver.answer(Unpooled.copiedBuffer(query), World.CLIENT, world.loop));
    }
    for (int i = 1; i <= 3; i++) {
      var reply = all.get(i - 1).get(15, TimeUnit.SECONDS);
      assertThat(reply.getByte(reply.writerIndex() - 1)).isEqualTo((byte) i);
      reply.release();
    }
    assertThat(server.connections("tcp")).isEqualTo(1);
  }

  @Test
  void everyDatagramHasAPortIdAndSpellingOfItsOwn() throws Exception {
    server.script(one -> List.of(Messages.answer(one.message(), Messages.address("192.0.2.2", 0))));
    var resolver = resolver("udp");
    for (int i = 0; i < 24; i++) {
      world.ask(resolver, "a-name-with-many-letters.example", 1);
    }
    assertThat(server.asked.stream().map(NameServer.Asked::from).distinct().count())
        .isGreaterThan(20);
    assertThat(
            server.asked.stream()
                .map(
                    one ->
                        new String(
                            one.message(), 12, 34, java.nio.charset.StandardCharsets.US_ASCII))
                .collect(Collectors.toSet()))
        .hasSizeGreaterThan(20);
    assertThat(
            server.asked.stream()
                .map(one -> (one.message()[0] & 0xff) << 8 | one.message()[1] & 0xff)
                .distinct()
                .count())
        .isGreaterThan(20);
  }

  @Test
  void forgedAnswersArePassedOver() throws Exception {
    server.script(
        one -> {
          byte[] good = Messages.answer(one.message(), Messages.address("192.0.2.1", 60));
          byte[] otherId = Messages.answer(one.message(), Messages.address("192.0.2.66", 60));
          otherId[0] ^= 0x55;
          byte[] otherName = Messages.answer(one.message(), Messages.address("192.0.2.66", 60));
          otherName[13] ^= 1;
          byte[] lower = Messages.answer(one.message(), Messages.address("192.0.2.66", 60));
          for (int i = 12; i < 40; i++) {
            lower[i] ^= lower[i] >= 'A' && lower[i] <= 'z' ? (byte) 0x20 : 0;
          }
          return List.of(otherId, otherName, lower, new byte[] {1}, good);
        });
    var resolver = resolver("udp");
    assertThat(world.ask(resolver, "a-name-with-many-letters.example", 1))
        .isEqualTo("NOERROR A 60 192.0.2.1");
    assertThat(resolver.counters()).containsEntry("server_mismatches", 4L);
  }

  @Test
  void whatDoesNotFitIsAskedByTcp() throws Exception {
    server.script(
        one ->
            List.of(
                one.via().equals("udp")
                    ? Messages.reply(one.message(), 0x0200, 0, 0, 0)
                    : Messages.answer(one.message(), Messages.address("192.0.2.1", 60))));
    assertThat(world.ask(resolver("udp"), "big.example", 1)).isEqualTo("NOERROR A 60 192.0.2.1");
    assertThat(server.asked("tcp")).isEqualTo(1);
  }

  @Test
  void aLostDatagramIsSentAgain() throws Exception {
    server.script(
        one ->
            server.asked.size() < 2
                ? List.of()
                : List.of(Messages.answer(one.message(), Messages.address("192.0.2.1", 60))));
    assertThat(world.ask(resolver("udp"), "lost.example", 1)).isEqualTo("NOERROR A 60 192.0.2.1");
    assertThat(server.asked.stream().map(NameServer.Asked::from).distinct().count()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls", "h1", "h2", "udp"})
  void aSilentServerIsGivenUp(String via) throws Exception {
    server.script(one -> List.of());
    var resolver = world.resolver("{'servers': [" + spec(via) + "], 'timeout': '600ms'}");
    long start = System.nanoTime();
    assertThat(world.ask(resolver, "silent.example", 1)).isEqualTo("SERVFAIL");
    assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
    server.script(one -> List.of(Messages.answer(one.message(), Messages.address("192.0.2.2", 9))));
    assertThat(world.ask(resolver, "other.example", 1)).isEqualTo("NOERROR A 9 192.0.2.2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tcp", "tls", "h1", "h2"})
  void aServerThatAnswersSomethingElseIsNotBelieved(String via) throws Exception {
    server.script(
        one -> {
          byte[] other = Messages.answer(one.message(), Messages.address("192.0.2.66", 60));
          other[13] ^= 1;
          return List.of(other);
        });
    var resolver = resolver(via);
    assertThat(world.ask(resolver, "www.example.com", 1)).isEqualTo("SERVFAIL");
    assertThat(resolver.counters().get("server_failures")).isEqualTo(1);
  }

  @Test
  void brokenMessagesAndFakeAddressesAreNotBelieved() throws Exception {
    var resolver =
        world.resolver(
            "{'servers': [" + spec("tcp") + ", {'type': 'fakeip', 'tag': 'f'}], 'timeout': '1s'}");
    byte[] forward = Messages.address("192.0.2.1", 60);
    forward[1] = (byte) 0xf0;
    server.script(one -> List.of(Messages.answer(one.message(), forward)));
    assertThat(world.ask(resolver, "a.example", 1)).isEqualTo("SERVFAIL");
    server.script(
        one -> List.of(Messages.answer(one.message(), Messages.address("198.18.0.77", 60))));
    assertThat(world.ask(resolver, "b.example", 1)).isEqualTo("SERVFAIL");
  }

  @Test
  void theCertificateMustBeTheServers() throws Exception {
    var other =
        world.resolver(
            "{'servers': ["
                + spec(
                    "tls",
                    server.tlsPort,
                    ", 'tls': {'server_name': 'other.example', 'certificate_path': '"
                        + certificates.pem()
                        + "'}")
                + "]}");
    assertThat(world.ask(other, "www.example.com", 1)).isEqualTo("SERVFAIL");
    var usual =
        world.resolver(
            "{'servers': ["
                + spec("tls", server.tlsPort, ", 'tls': {'server_name': 'dns.example'}")
                + "]}");
    assertThat(world.ask(usual, "www.example.com", 1)).isEqualTo("SERVFAIL");
    assertThat(server.asked).isEmpty();
  }

  /** Counts what goes through it; resolves what only it knows. */
  private static final class Far implements Outbound {
    private final Outbound direct = new BuiltInDirect(World.TRANSPORT);
    final List<Flow> flows = new CopyOnWriteArrayList<>();

    @Override
    public Future<Channel> connect(Flow flow, EventLoop loop) {
      flows.add(flow);
      return direct.connect(flow, loop);
    }

    @Override
    public Future<Channel> associate(Flow flow, EventLoop loop) {
      flows.add(flow);
      return direct.associate(flow, loop);
    }

    @Override
    public Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
      return switch (name) {
        case "far.example" ->
            loop.newSucceededFuture(
                List.of(
                    InetAddress.ofLiteral(
                        family == AddressFamily.IPV4_ONLY ? "192.0.2.9" : "2001:db8::9")));
        case "broken.example" ->
            loop.newFailedFuture(new ConnectFailure(ConnectFailure.Reason.GENERAL, "broken"));
        default ->
            loop.newFailedFuture(
                new ConnectFailure(ConnectFailure.Reason.NAME_NOT_FOUND, "not there"));
      };
    }

    @Override
    public Future<String> reverse(InetAddress address, EventLoop loop) {
      return loop.newSucceededFuture("far.example");
    }
  }

  @Test
  void goesThroughTheDetourByTcpWhereThatHasNoUdp() throws Exception {
    var far = new Far();
    world.outbounds.put("far", "socks", far, "tcp");
    server.put("www.example.com", 1, Messages.address("192.0.2.1", 300));
    var resolver =
        world.resolver("{'servers': [" + spec("udp", server.port, ", 'detour': 'far'") + "]}");
    assertThat(world.ask(resolver, "www.example.com", 1)).isEqualTo("NOERROR A 300 192.0.2.1");
    assertThat(server.asked("udp")).isZero();
    assertThat(far.flows)
        .singleElement()
        .satisfies(
            flow -> {
              assertThat(flow.origin().inbound()).isEqualTo("lab1");
              assertThat(flow.origin().source().getAddress().isLoopbackAddress()).isTrue();
              assertThat(flow.isolation().parts()).containsExactly("dns", "lab1");
            });
  }

  @Test
  void sharesAnAssociationThroughAProxy() throws Exception {
    var far = new Far();
    world.outbounds.put("far", "socks", far, "tcp", "udp");
    server.script(one -> List.of(Messages.answer(one.message(), Messages.address("192.0.2.2", 0))));
    var resolver =
        world.resolver("{'servers': [" + spec("udp", server.port, ", 'detour': 'far'") + "]}");
    for (int i = 0; i < 20; i++) {
      assertThat(world.ask(resolver, "n" + i + ".example", 1)).isEqualTo("NOERROR A 0 192.0.2.2");
    }
    assertThat(far.flows).hasSize(1);
  }

  @Test
  void anAbsentOutboundIsNoWayOut() throws Exception {
    server.put("www.example.com", 1, Messages.address("192.0.2.1", 300));
    for (String type : List.of("udp", "tcp")) {
      var resolver =
          world.resolver("{'servers': [" + spec(type, server.port, ", 'detour': 'absent'") + "]}");
      assertThat(world.ask(resolver, "www.example.com", 1)).isEqualTo("SERVFAIL");
    }
    assertThat(server.asked).isEmpty();
  }

  @Test
  void namesAreResolvedByAnOutbound() throws Exception {
    world.outbounds.put("far", "tor", new Far(), "tcp");
    var resolver =
        world.resolver("{'servers': [{'type': 'outbound', 'tag': 'r', 'detour': 'far'}]}");
    assertThat(world.ask(resolver, "far.example", 1)).isEqualTo("NOERROR A 60 192.0.2.9");
    assertThat(world.ask(resolver, "far.example", 28)).isEqualTo("NOERROR AAAA 60 2001:db8::9");
    assertThat(world.ask(resolver, "9.2.0.192.in-addr.arpa", 12))
        .isEqualTo("NOERROR PTR 60 far.example");
    assertThat(world.ask(resolver, "none.example", 1)).isEqualTo("NXDOMAIN");
    assertThat(world.ask(resolver, "broken.example", 1)).isEqualTo("SERVFAIL");
    assertThat(world.ask(resolver, "far.example", 15)).isEqualTo("NOERROR");
  }

  @Test
  void theLocalServerIsThisMachinesResolver() throws Exception {
    var resolver = world.resolver("{'servers': [{'type': 'local', 'tag': 'here'}]}");
    assertThat(world.ask(resolver, "here.example", 1)).isEqualTo("NOERROR A 60 192.0.2.3");
    assertThat(world.ask(resolver, "none.example", 1)).isEqualTo("NXDOMAIN");
  }
}
