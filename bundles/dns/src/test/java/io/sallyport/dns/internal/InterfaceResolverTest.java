// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.sallyport.dns.internal.server.NameServer;
import io.sallyport.dns.internal.wire.Messages;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class InterfaceResolverTest {

  private static final int HTTPS = 65;

  private NameServer server;
  private NameServer other;
  private World world;

  @BeforeEach
  void start() throws Exception {
    server = new NameServer(null);
    other = new NameServer(null);
    world = new World(null);
  }

  @AfterEach
  void stop() {
    world.close();
    server.close();
    other.close();
  }

  private String servers() {
    return "'servers': [{'type': 'udp', 'tag': 'a', 'server': '127.0.0.1', 'server_port': "
        + server.port
        + "}, {'type': 'udp', 'tag': 'b', 'server': '127.0.0.1', 'server_port': "
        + other.port
        + "}, {'type': 'fakeip', 'tag': 'fake'}]";
  }

  private static NameServer.Script always(String ip) {
    return one -> List.of(Messages.answer(one.message(), Messages.address(ip, 60)));
  }

  @Test
  void rulesChooseByNameTypeClientAndOutbound() throws Exception {
    server.script(always("192.0.2.1"));
    other.script(always("192.0.2.2"));
    world.policy =
        world.policy(
            "{'rules': [{'action': 'sniff'}, {'domain_suffix': 'tor.example',"
                + " 'outbound': 'tor'}], 'final': 'direct'}");
    var resolver =
        world.resolver(
            "{"
                + servers()
                + """
                , 'rules': [
                  { 'domain_suffix': 'b.example', 'query_type': 'A', 'server': 'b' },
                  { 'domain': 'no.example', 'action': 'reject' },
                  { 'domain': 'silent.example', 'action': 'reject', 'method': 'drop' },
                  { 'domain': 'gone.example', 'action': 'predefined', 'rcode': 'NXDOMAIN' },
                  { 'source_ip_cidr': '10.9.9.0/24', 'action': 'reject' },
                  { 'outbound': 'tor', 'server': 'fake' },
                  { 'domain': 'short.example', 'server': 'a', 'rewrite_ttl': 3 } ] }
                """);
    assertThat(world.ask(resolver, "www.b.example", 1)).isEqualTo("NOERROR A 60 192.0.2.2");
    assertThat(world.ask(resolver, "www.a.example", 1)).isEqualTo("NOERROR A 60 192.0.2.1");
    assertThat(world.ask(resolver, "no.example", 1)).isEqualTo("REFUSED");
    assertThat(world.ask(resolver, "silent.example", 1)).isEqualTo("silence");
    assertThat(world.ask(resolver, "gone.example", 1)).isEqualTo("NXDOMAIN");
    assertThat(world.ask(resolver, "x.tor.example", 1)).startsWith("NOERROR A 60 198.18.");
    assertThat(world.ask(resolver, "short.example", 1)).isEqualTo("NOERROR A 3 192.0.2.1");
    assertThat(resolver.counters())
        .containsEntry("rejected", 2L)
        .containsEntry("dropped", 1L)
        .containsEntry("fakeip", 1L);
  }

  @Test
  void onionNamesNeverReachAServer() throws Exception {
    server.script(always("192.0.2.1"));
    var resolver = world.resolver("{" + servers() + "}");
    assertThat(world.ask(resolver, "expyuzz4wqqyqhjn.onion", 1)).startsWith("NOERROR A 60 198.18.");
    assertThat(world.ask(resolver, "expyuzz4wqqyqhjn.onion", 28))
        .startsWith("NOERROR AAAA 60 fc00");
    assertThat(world.ask(resolver, "expyuzz4wqqyqhjn.onion", 16)).isEqualTo("NOERROR");
    var without =
        world.resolver(
            "{'servers': [{'type': 'udp', 'tag': 'a', 'server': '127.0.0.1', 'server_port': "
                + server.port
                + "}]}");
    assertThat(world.ask(without, "expyuzz4wqqyqhjn.onion", 1)).isEqualTo("NXDOMAIN");
    assertThat(server.asked).isEmpty();
  }

  @Test
  void fakeAddressesLeadBack() throws Exception {
    var resolver = world.resolver("{}");
    String[] words = world.ask(resolver, "www.example.com", 1).split(" ");
    var ip = InetAddress.ofLiteral(words[3]);
    assertThat(world.pools.nameOf(ip)).isEqualTo("www.example.com");
    assertThat(resolver.isFake(ip)).isTrue();
    assertThat(resolver.isFake(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
    byte[] b = ip.getAddress();
    String reverse =
        "%d.%d.%d.%d.in-addr.arpa".formatted(b[3] & 255, b[2] & 255, b[1] & 255, b[0] & 255);
    assertThat(world.ask(resolver, reverse, 12)).isEqualTo("NOERROR PTR 60 www.example.com");
    assertThat(world.ask(resolver, "255.255.19.198.in-addr.arpa", 12)).isEqualTo("NXDOMAIN");
    String ipv6 = world.ask(resolver, "www.example.com", 28).split(" ")[3];
    assertThat(world.pools.nameOf(InetAddress.ofLiteral(ipv6))).isEqualTo("www.example.com");
    assertThat(world.ask(resolver, "not a host\\000.example", 1)).isEqualTo("NXDOMAIN");
    assertThat(world.ask(resolver, "www.example.com", 15)).isEqualTo("NOERROR");
  }

  @Test
  void whatWouldLeadAroundUsIsWithheld() throws Exception {
    server.script(
        one ->
            List.of(
                Messages.answer(
                    one.message(),
                    Messages.record(HTTPS, 60, new byte[] {0, 1, 0, 0, 3, 0, 2, 1, -69}))));
    var resolver = world.resolver("{" + servers() + "}");
    assertThat(world.ask(resolver, "www.example.com", HTTPS)).isEqualTo("NOERROR");
    assertThat(world.ask(resolver, "_dns.resolver.arpa", 64)).isEqualTo("NOERROR");
    assertThat(world.ask(resolver, "use-application-dns.net", 1)).isEqualTo("NXDOMAIN");
    assertThat(world.ask(resolver, "www.example.com", 255)).isEqualTo("NOTIMP");
    assertThat(world.ask(resolver, "example.com", 252)).isEqualTo("REFUSED");
    assertThat(server.asked).isEmpty();
    var onPurpose =
        world.resolver("{" + servers() + ", 'rules': [{'query_type': 'HTTPS', 'server': 'a'}]}");
    assertThat(world.ask(onPurpose, "www.example.com", HTTPS)).startsWith("NOERROR HTTPS 60");
  }

  @Test
  void oneFamilyOnly() throws Exception {
    server.script(always("192.0.2.1"));
    var resolver = world.resolver("{" + servers() + ", 'strategy': 'ipv4_only'}");
    assertThat(world.ask(resolver, "a.example", 28)).isEqualTo("NOERROR");
    assertThat(world.ask(resolver, "a.example", 1)).isEqualTo("NOERROR A 60 192.0.2.1");
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void answersAreKeptAndCountDown() throws Exception {
    server.script(always("192.0.2.1"));
    var resolver = world.resolver("{" + servers() + "}");
    world.ask(resolver, "a.example", 1);
    assertThat(world.ask(resolver, "A.EXAMPLE", 1)).matches("NOERROR A (60|59) 192.0.2.1");
    world.ask(resolver, "none.example", 28);
    assertThat(server.asked).hasSize(2);
    assertThat(resolver.counters()).containsEntry("cache_hits", 1L).containsEntry("cache_size", 2L);
    assertThat(resolver.cache().clear()).isEqualTo(2);
    world.ask(resolver, "a.example", 1);
    assertThat(server.asked).hasSize(3);
    var uncached = world.resolver("{" + servers() + ", 'disable_cache': true}");
    world.ask(uncached, "a.example", 1);
    world.ask(uncached, "a.example", 1);
    assertThat(server.asked).hasSize(5);
  }

  @Test
  void equalQuestionsAreAskedOnce() throws Exception {
    var release = new CountDownLatch(1);
    server.script(
        one -> {
          try {
            release.await(10, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return always("192.0.2.1").answer(one);
        });
    var resolver = world.resolver("{" + servers() + "}");
    var all = new ArrayList<io.netty.util.concurrent.Future<io.netty.buffer.ByteBuf>>();
    for (int i = 0; i < 50; i++) {
      var query = Unpooled.copiedBuffer(Messages.query(i, "one.example", 1, 0));
      all.add(resolver.answer(query, World.CLIENT, World.TRANSPORT.loop()));
    }
    release.countDown();
    for (int i = 0; i < 50; i++) {
      var reply = all.get(i).get(10, TimeUnit.SECONDS);
      assertThat(reply.getUnsignedShort(0)).isEqualTo(i);
      reply.release();
    }
    assertThat(server.asked).hasSize(1);
    assertThat(resolver.counters()).containsEntry("coalesced", 49L).containsEntry("waiting", 0L);
  }

  @Test
  void theNextServerIsAskedWhereOneFails() throws Exception {
    server.script(one -> List.of(Messages.reply(one.message(), 2, 0, 0, 0)));
    other.script(always("192.0.2.2"));
    var resolver = world.resolver("{" + servers() + ", 'final': ['a', 'b']}");
    assertThat(world.ask(resolver, "a.example", 1)).isEqualTo("NOERROR A 60 192.0.2.2");
    server.close();
    assertThat(world.ask(resolver, "b.example", 1)).isEqualTo("NOERROR A 60 192.0.2.2");
    assertThat(resolver.counters()).containsEntry("server_failures", 2L);
  }

  @Test
  void lateAnswersAreGivenWhereServersFailAndThatIsWanted() throws Exception {
    server.script(one -> List.of(Messages.answer(one.message(), Messages.address("192.0.2.1", 1))));
    var resolver = world.resolver("{" + servers() + ", 'serve_stale': '1h', 'timeout': '1500ms'}");
    world.ask(resolver, "a.example", 1);
    server.script(one -> List.of(Messages.reply(one.message(), 2, 0, 0, 0)));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    String answer;
    do {
      answer = world.ask(resolver, "a.example", 1);
    } while (!answer.equals("NOERROR A 30 192.0.2.1") && System.nanoTime() < end);
    assertThat(answer).isEqualTo("NOERROR A 30 192.0.2.1");
    assertThat(resolver.counters().get("cache_stale")).isPositive();
  }

  @Test
  void whatIsNoQueryIsNotAnsweredOrRefused() throws Exception {
    var resolver = world.resolver("{}");
    assertThat(world.raw(resolver, new byte[3])).isNull();
    byte[] answer = Messages.answer(Messages.query(1, "a.example", 1, 0));
    assertThat(world.raw(resolver, answer)).isNull();
    byte[] two = Messages.query(0x1234, "a.example", 1, 0);
    two[5] = 2;
    assertThat(world.raw(resolver, two))
        .containsExactly(0x12, 0x34, 0x81, 0x01, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** They would be understood as addresses by who connects to them, and no such domain exists. */
  @Test
  void namesThatEndInANumberAreNobodys() throws Exception {
    server.script(always("192.0.2.1"));
    var plans = List.of("{}", "{" + servers() + ", 'rules': [{'domain': 'a.b', 'server': 'a'}]}");
    for (var plan : plans) {
      var resolver = world.resolver(plan);
      for (var name : List.of("foo.123", "0x7f", "127.1", "1.2.3.4", "2130706433", "a.0xab")) {
        assertThat(world.ask(resolver, name, 1)).as(name).isEqualTo("NXDOMAIN");
        assertThat(world.ask(resolver, name, 16)).as(name).isEqualTo("NXDOMAIN");
      }
      assertThat(world.ask(resolver, "123.example", 1)).startsWith("NOERROR A");
    }
    assertThat(server.asked).hasSize(1);
  }

  /** Whose name servers cannot be asked by the way that is wanted are not asked by another. */
  @Test
  void theLocalServerWithADetourNeverAsksPastIt() throws Exception {
    var resolver =
        world.resolver("{'servers': [{'type': 'local', 'tag': 'here', 'detour': 'absent'}]}");
    assertThat(world.ask(resolver, "here.example", 1)).isEqualTo("SERVFAIL");
    assertThat(world.ask(resolver, "here.example", 28)).isEqualTo("SERVFAIL");
    assertThat(world.ask(resolver, "3.2.0.192.in-addr.arpa", 12)).isEqualTo("SERVFAIL");
    assertThat(world.ask(resolver, "here.example", 15)).isEqualTo("SERVFAIL");
  }

  @Test
  void changesToAnotherPlanWhileItWorks() throws Exception {
    server.script(always("192.0.2.1"));
    other.script(always("192.0.2.2"));
    var resolver = world.resolver("{" + servers() + "}");
    String fake = world.ask(resolver, "x.onion", 1);
    assertThat(world.ask(resolver, "a.example", 1)).isEqualTo("NOERROR A 60 192.0.2.1");
    resolver.update(
        world.resolvers.compile(("{" + servers() + ", 'final': 'b'}").replace('\'', '"')));
    assertThat(world.ask(resolver, "a.example", 1)).isEqualTo("NOERROR A 60 192.0.2.2");
    assertThat(world.ask(resolver, "x.onion", 1)).isEqualTo(fake);
    resolver.close();
    assertThat(world.ask(resolver, "a.example", 1)).isEqualTo("SERVFAIL");
  }
}
