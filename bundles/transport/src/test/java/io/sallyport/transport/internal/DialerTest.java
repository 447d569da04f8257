// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Dialling over real loopback sockets, names from a name server of the test's own. */
class DialerTest {

  private static final DialOptions OPTIONS =
      new DialOptions(Duration.ofSeconds(5), null, null, null, 0, AddressFamily.PREFER_IPV6);

  private MultiThreadIoEventLoopGroup group;
  private EventLoop loop;
  private ScriptedDns dns;
  private HostResolver resolver;
  private Dialer dialer;
  private final List<AutoCloseable> toClose = new ArrayList<>();

  @BeforeEach
  void start() {
    use(TransportType.NIO);
  }

  private void use(TransportType type) {
    if (group != null) {
      stop();
    }
    group = new MultiThreadIoEventLoopGroup(1, type.handlers());
    loop = group.next();
    var dnsLoop =
        new MultiThreadIoEventLoopGroup(1, io.netty.channel.nio.NioIoHandler.newFactory());
    toClose.add(() -> dnsLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS).await());
    dns = new ScriptedDns(dnsLoop);
    resolver = new HostResolver(type, new SingletonDnsServerAddressStreamProvider(dns.address()));
    dialer = new Dialer(type, resolver);
  }

  @AfterEach
  void stop() {
    resolver.close();
    dns.close();
    group.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
    for (var one : toClose) {
      try {
        one.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
    toClose.clear();
  }

  @ParameterizedTest
  @EnumSource(TransportType.class)
  void connectsToAnAddressWithReadingOffAndNothingInThePipeline(TransportType type)
      throws Exception {
    org.junit.jupiter.api.Assumptions.assumeTrue(
        type.obstacle() == null, () -> type + " is not to be had here");
    use(type);
    var server = listen("127.0.0.1", 0);

    var channel = connected(dial("127.0.0.1", server.getLocalPort(), OPTIONS));

    assertThat(channel.eventLoop()).isSameAs(loop);
    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(channel.pipeline().names()).hasSize(1); // the tail that every pipeline has
    assertThat(((InetSocketAddress) channel.remoteAddress()).getPort())
        .isEqualTo(server.getLocalPort());
  }

  @Test
  void aClosedPortIsRefused() throws Exception {
    int port;
    try (var server = listen("127.0.0.1", 0)) {
      port = server.getLocalPort();
    }
    assertThat(failure(dial("127.0.0.1", port, OPTIONS)).reason()).isEqualTo(Reason.REFUSED);
  }

  @Test
  void silenceIsATimeout() throws Exception {
    int port = blackHole("127.0.0.2", 0);
    var started = System.nanoTime();

    var failure = failure(dial("127.0.0.2", port, OPTIONS.within(Duration.ofMillis(300))));

    assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isBetween(millis(300), millis(3000));
  }

  @Test
  void aNameIsResolvedAndItsSecondAddressTriedWhenTheFirstRefuses() throws Exception {
    var server = listen("127.0.0.3", 0);
    dns.say(DnsRecordType.A, "two.example", 0, "127.0.0.2", "127.0.0.3")
        .say(DnsRecordType.AAAA, "two.example", 0);

    var channel = connected(dial("two.example", server.getLocalPort(), OPTIONS));

    assertThat(((InetSocketAddress) channel.remoteAddress()).getAddress())
        .isEqualTo(InetAddress.getByName("127.0.0.3"));
  }

  @Test
  void addressesThatAreRefusedAreNotTriedAndNobodyWaitsForTheOtherFamily() throws Exception {
    var refused = listen("127.0.0.2", 0);
    var server = listen("127.0.0.3", refused.getLocalPort());
    var own = InetAddress.getByName("127.0.0.2");
    dns.say(DnsRecordType.A, "both.example", 0, "127.0.0.2", "127.0.0.3")
        .say(DnsRecordType.AAAA, "both.example", 3000, "::1")
        .say(DnsRecordType.A, "own.example", 0, "127.0.0.2")
        .say(DnsRecordType.AAAA, "own.example", 0);
    int port = server.getLocalPort();
    var started = System.nanoTime();

    var channel = connected(dialer.connect(flow("both.example", port), own::equals, OPTIONS, loop));

    assertThat(((InetSocketAddress) channel.remoteAddress()).getAddress())
        .isEqualTo(InetAddress.getByName("127.0.0.3"));
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(millis(2000));
    var toItself = dialer.connect(flow("own.example", port), own::equals, OPTIONS, loop);
    assertThat(failure(toItself).reason()).isEqualTo(Reason.REJECTED);
  }

  private static Flow flow(String host, int port) {
    var source = new InetSocketAddress("192.0.2.1", 7);
    var origin = new Origin("in", "tproxy", "lab0", source, null);
    return Flow.open(Network.TCP, origin, Destination.of(host, port));
  }

  @Test
  void anAddressThatHangsDelaysTheNextByAQuarterSecondOnly() throws Exception {
    var server = listen("127.0.0.3", 0);
    blackHole("127.0.0.2", server.getLocalPort());
    dns.say(DnsRecordType.A, "hang.example", 0, "127.0.0.2", "127.0.0.3")
        .say(DnsRecordType.AAAA, "hang.example", 0);
    var started = System.nanoTime();

    connected(dial("hang.example", server.getLocalPort(), OPTIONS));

    assertThat(Duration.ofNanos(System.nanoTime() - started)).isBetween(millis(200), millis(2000));
  }

  @Test
  void aSlowAnswerForTheOtherFamilyIsNotWaitedFor() throws Exception {
    var server = listen("127.0.0.1", 0);
    dns.say(DnsRecordType.A, "slow6.example", 0, "127.0.0.1")
        .say(DnsRecordType.AAAA, "slow6.example", 3000, "::1");
    var started = System.nanoTime();

    connected(dial("slow6.example", server.getLocalPort(), OPTIONS));

    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(millis(2000));
  }

  @Test
  void aLateAnswerIsStillTriedWhileTheFirstAddressHangs() throws Exception {
    var server = listen("127.0.0.3", 0);
    blackHole("127.0.0.2", server.getLocalPort());
    dns.say(DnsRecordType.A, "late.example", 0, "127.0.0.2")
        .say(DnsRecordType.AAAA, "late.example", 600, "::ffff:127.0.0.3");

    var future = dial("late.example", server.getLocalPort(), OPTIONS);

    assertThat(future.await(4, TimeUnit.SECONDS)).isTrue();
    assertThat(future.isSuccess()).as(() -> String.valueOf(future.cause())).isTrue();
  }

  @Test
  void aNameThatDoesNotExistIsToldFromOneThatCannotBeLookedUp() throws Exception {
    dns.refuse("gone.example", DnsResponseCode.NXDOMAIN)
        .refuse("broken.example", DnsResponseCode.SERVFAIL);
    dns.say(DnsRecordType.A, "empty.example", 0).say(DnsRecordType.AAAA, "empty.example", 0);

    assertThat(failure(dial("gone.example", 80, OPTIONS)).reason())
        .isEqualTo(Reason.NAME_NOT_FOUND);
    assertThat(failure(dial("empty.example", 80, OPTIONS)).reason())
        .isEqualTo(Reason.NAME_NOT_FOUND);
    assertThat(failure(dial("broken.example", 80, OPTIONS)).reason())
        .isEqualTo(Reason.RESOLVE_FAILED);
    assertThat(failure(dial("silent.example", 80, OPTIONS.within(Duration.ofMillis(300)))).reason())
        .isEqualTo(Reason.RESOLVE_FAILED);
  }

  @Test
  void namesThatDnsCannotHoldFailWithoutAQuestion() throws Exception {
    assertThat(failure(dial("a".repeat(64) + ".example", 80, OPTIONS)).reason())
        .isEqualTo(Reason.NAME_NOT_FOUND);
    assertThat(failure(dial("a..example", 80, OPTIONS)).reason()).isEqualTo(Reason.NAME_NOT_FOUND);
    assertThat(dns.asked).isEmpty();
  }

  @Test
  void localhostIsNeverAskedOfAServer() throws Exception {
    var server = listen("127.0.0.1", 0);

    connected(dial("x.localhost", server.getLocalPort(), OPTIONS));

    assertThat(dns.asked).isEmpty();
  }

  @Test
  void onlyTheFamilyThatTheStrategyWantsIsAskedFor() throws Exception {
    var server = listen("127.0.0.1", 0);
    dns.say(DnsRecordType.A, "only4.example", 0, "127.0.0.1");
    var ipv4Only =
        new DialOptions(Duration.ofSeconds(5), null, null, null, 0, AddressFamily.IPV4_ONLY);

    connected(dial("only4.example", server.getLocalPort(), ipv4Only));

    assertThat(dns.asked).containsOnly("A only4.example");
  }

  @Test
  void theLocalAddressIsTheOneAskedFor() throws Exception {
    var server = listen("127.0.0.1", 0);
    var from =
        new DialOptions(
            Duration.ofSeconds(5), null, "127.0.0.9", null, 0, AddressFamily.PREFER_IPV4);

    var channel = connected(dial("127.0.0.1", server.getLocalPort(), from));

    assertThat(((InetSocketAddress) channel.localAddress()).getAddress())
        .isEqualTo(InetAddress.getByName("127.0.0.9"));
  }

  private Future<Channel> dial(String host, int port, DialOptions options) {
    return dialer.connect(Destination.of(host, port), options, loop);
  }

  private Channel connected(Future<Channel> future) throws Exception {
    assertThat(future.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(future.isSuccess()).as(() -> String.valueOf(future.cause())).isTrue();
    toClose.add(() -> future.getNow().close());
    return future.getNow();
  }

  private static ConnectFailure failure(Future<Channel> future) throws Exception {
    assertThat(future.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(future.cause()).isInstanceOf(ConnectFailure.class);
    return (ConnectFailure) future.cause();
  }

  private ServerSocket listen(String host, int port) throws Exception {
    var server = new ServerSocket(port, 50, InetAddress.getByName(host));
    toClose.add(server);
    return server;
  }

  /** A listener whose queue is full: the kernel drops what comes, as a firewall would. */
  private int blackHole(String host, int port) throws Exception {
    var server = new ServerSocket(port, 1, InetAddress.getByName(host));
    toClose.add(server);
    boolean accepted = true;
    while (accepted) {
      var filler = new Socket();
      toClose.add(filler);
      try {
        filler.connect(server.getLocalSocketAddress(), 200);
      } catch (java.net.SocketTimeoutException e) {
        accepted = false;
      }
    }
    return server.getLocalPort();
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
