// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static io.sallyport.upstream.internal.Flows.hex;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.Flow;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocksOutboundTest {

  private static final String USER_PASS = "<01 04" + hex("user") + "0b" + hex(Flows.PASSWORD);
  private static final String AUTH = USER_PASS.replace(" ", "");
  private static final String NAME = "<0501000309" + hex("a.example") + "01bb";
  private static final String GRANTED = ">05000001000000000000";

  private final LoopbackTransport transport = new LoopbackTransport();

  @AfterEach
  void stop() {
    transport.close();
  }

  private Future<Channel> connect(Map<String, Object> config, Flow flow) throws Exception {
    return new SocksOutbound(transport, Flows.NO_DETOURS, config).connect(flow, transport.loop());
  }

  private static ConnectFailure failure(Future<Channel> connecting) throws Exception {
    assertThat(connecting.await(10_000)).isTrue();
    assertThat(connecting.cause()).isInstanceOf(ConnectFailure.class);
    return (ConnectFailure) connecting.cause();
  }

  @ParameterizedTest
  @CsvSource({
    // name, IPv4, IPv6; and every form of BND
    "a.example, <0501000309612e6578616d706c6501bb, >05000001000000000000",
    "192.0.2.7, <05010001c000020701bb,             >0500000401020304050607080910111213141516ffff",
    "2001:db8::1, <0501000420010db800000000000000000000000101bb, >05000003036162630050",
  })
  void connectsAndBringsWhatStandsBehindTheReply(String host, String request, String reply)
      throws Exception {
    for (boolean single : new boolean[] {false, true}) {
      var script = "<050100 >0500 " + request + " " + reply + "cafebabe00 close <beef end";
      try (var proxy = new ScriptedProxy(script, single)) {
        var connecting = connect(Flows.config(proxy), Flows.to(host, 443));
        var taken = connecting.await(10_000) ? connecting.getNow() : null;
        assertThat(connecting.cause()).isNull();
        assertThat(taken.isActive()).isTrue();
        assertThat(taken.config().isAutoRead()).isFalse();
        assertThat(taken.pipeline().get(Negotiation.class)).isNull();
        assertThat(Received.from(taken).all()).isEqualTo("cafebabe00");
        assertThat(taken.pipeline().get(Surplus.class)).isNull();
        taken.writeAndFlush(taken.alloc().buffer().writeShort(0xbeef));
        taken.close();
        proxy.finish();
      }
    }
  }

  @Test
  void earlyBytesReachAHandlerThatIsAddedInTheListener() throws Exception {
    var script = "<050100 >0500 " + NAME + " " + GRANTED + "01020304 close end";
    try (var proxy = new ScriptedProxy(script, false)) {
      var received = transport.loop().<Received>newPromise();
      connect(Flows.config(proxy), Flows.to("a.example", 443))
          .addListener((Future<Channel> done) -> received.setSuccess(Received.from(done.getNow())));
      assertThat(received.await(10_000)).isTrue();
      assertThat(received.getNow().all()).isEqualTo("01020304");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void sendsCredentialsOnlyIfTheServerChoosesThem(boolean single) throws Exception {
    var asked = "<05020002 >0502 " + AUTH + " >0100 " + NAME + " " + GRANTED + " end";
    var notAsked = "<05020002 >0500 " + NAME + " " + GRANTED + " end";
    for (String script : List.of(asked, notAsked)) {
      try (var proxy = new ScriptedProxy(script, single)) {
        var config = Flows.config(proxy, "username", "user", ".password", Flows.PASSWORD);
        var connecting = connect(config, Flows.to("a.example", 443));
        assertThat(connecting.await(10_000)).isTrue();
        assertThat(connecting.cause()).isNull();
        assertThat(connecting.getNow().pipeline().names()).hasSize(1);
        connecting.getNow().close();
        proxy.finish();
      }
    }
  }

  /** With {@code A}: user and password; {@code R}: the request; {@code G}: the greeting. */
  @ParameterizedTest
  @CsvSource({
    "GA >05ff end,                    UPSTREAM_AUTH, password",
    "G >05ff end,                     UPSTREAM_AUTH, set username",
    "G >0502 end,                     UPSTREAM_PROTOCOL, not offered",
    "GA >0501 end,                    UPSTREAM_PROTOCOL, not offered",
    "GA >0580 end,                    UPSTREAM_PROTOCOL, not offered",
    "G >04 end,                       UPSTREAM_PROTOCOL, version 4",
    "G >485454502f312e31 end,         UPSTREAM_PROTOCOL, version 72",
    "G close end,                     UPSTREAM_PROTOCOL, choice of a method",
    "G >05 close end,                 UPSTREAM_PROTOCOL, choice of a method",
    "G reset,                         UPSTREAM_PROTOCOL, choice of a method",
    "GA >0502 A >0101 end,            UPSTREAM_AUTH, refused username",
    "GA >0502 A >01ff end,            UPSTREAM_AUTH, refused username",
    "GA >0502 A >0500 end,            UPSTREAM_PROTOCOL, version 5",
    "GA >0502 A >01 close end,        UPSTREAM_PROTOCOL, credentials",
    "GA >0502 A close end,            UPSTREAM_PROTOCOL, credentials",
    "G >0500 R close end,             UPSTREAM_PROTOCOL, reply to the request",
    "G >0500 R >0500000100 close end, UPSTREAM_PROTOCOL, reply to the request",
    "G >0500 R reset,                 UPSTREAM_PROTOCOL, reply to the request",
    "G >0500 R >04 end,               UPSTREAM_PROTOCOL, version 4",
    "G >0500 R >0100 end,             UPSTREAM_PROTOCOL, version 1",
    "G >0500 R >05000005 end,         UPSTREAM_PROTOCOL, address type 5",
    "G >0500 R >0500000300 end,       UPSTREAM_PROTOCOL, name is empty",
    "G >0500 R >050000030100 end,     UPSTREAM_PROTOCOL, byte 0",
    "G >0500 R >050000030120 end,     UPSTREAM_PROTOCOL, byte 32",
    "G >0500 R >05010001000000000000 end, UPSTREAM_FAILED, general failure",
    "G >0500 R >05020001000000000000 end, REJECTED, not allowed",
    "G >0500 R >05030001000000000000 end, NETWORK_UNREACHABLE, network",
    "G >0500 R >05040001000000000000 end, HOST_UNREACHABLE, host",
    "G >0500 R >05050001000000000000 end, REFUSED, refused",
    "G >0500 R >05060001000000000000 end, TIMEOUT, TTL",
    "G >0500 R >05070001000000000000 end, UNSUPPORTED, command",
    "G >0500 R >05080001000000000000 end, UNSUPPORTED, address type",
    "G >0500 R >05090001000000000000 end, UPSTREAM_FAILED, code 9",
    "G >0500 R >05ff0001000000000000 end, UPSTREAM_FAILED, code 255",
    "G >0500 R >05f00001000000000000 end, NAME_NOT_FOUND, descriptor",
    "G >0500 R >05f10001000000000000 end, HOST_UNREACHABLE, descriptor",
    "G >0500 R >05f20001000000000000 end, HOST_UNREACHABLE, introduction",
    "G >0500 R >05f30001000000000000 end, HOST_UNREACHABLE, rendezvous",
    "G >0500 R >05f40001000000000000 end, REJECTED, missing",
    "G >0500 R >05f50001000000000000 end, REJECTED, wrong",
    "G >0500 R >05f60001000000000000 end, NAME_NOT_FOUND, invalid",
    "G >0500 R >05f70001000000000000 end, TIMEOUT, timed out",
  })
  void namesWhatTheServerDidWrong(String script, Reason reason, String text) throws Exception {
    boolean credentials = script.startsWith("GA");
    var words =
        script
            .replace("GA", "<05020002")
            .replace("G", "<050100")
            .replace("A", AUTH)
            .replace("R", NAME);
    for (boolean single : new boolean[] {false, true}) {
      try (var proxy = new ScriptedProxy(words, single)) {
        var config = Flows.config(proxy);
        if (credentials) {
          config.put("username", "user");
          config.put(".password", Flows.PASSWORD);
        }
        var failure = failure(connect(config, Flows.to("a.example", 443)));
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.getMessage())
            .startsWith("outbound exit: SOCKS5 server 127.0.0.1:" + proxy.address().getPort())
            .contains(text)
            .doesNotContain(Flows.PASSWORD, "user\"", "a.example");
        proxy.finish();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"G end", "G >05 end", "G >0500 R end", "G >0500 R >050000030a61 end"})
  void silenceEndsWithTheConnectTimeout(String script) throws Exception {
    var words = script.replace("G", "<050100").replace("R", NAME);
    try (var proxy = new ScriptedProxy(words, false)) {
      var config = Flows.config(proxy, "connect_timeout", "300ms");
      var failure = failure(connect(config, Flows.to("a.example", 443)));
      assertThat(failure.reason()).isEqualTo(Reason.TIMEOUT);
      assertThat(failure.getMessage()).contains("outbound exit", "in time");
      proxy.finish();
    }
  }

  @Test
  void aServerThatIsNotThereIsNotTheDestinationsFault() throws Exception {
    var config = Flows.config("server", "127.0.0.1");
    try (var nobody = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      config.put("server_port", nobody.getLocalPort());
    }
    var failure = failure(connect(config, Flows.to("a.example", 443)));
    assertThat(failure.reason()).isEqualTo(Reason.UPSTREAM_FAILED);
    assertThat(failure.getMessage()).contains("outbound exit", "cannot be reached: refused");
  }

  @Test
  void cancellingClosesTheConnection() throws Exception {
    try (var proxy = new ScriptedProxy("<050100 mark end", false)) {
      var connecting = connect(Flows.config(proxy), Flows.to("a.example", 443));
      proxy.awaitMark();
      connecting.cancel(false);
      proxy.finish();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4a, a.example, <040101bb0000000175736572 00 612e6578616d706c6500",
    "4a, 192.0.2.7, <040101bbc000020775736572 00",
    "4,  192.0.2.7, <040101bbc000020775736572 00",
  })
  void speaksSocks4(String version, String host, String request) throws Exception {
    for (boolean single : new boolean[] {false, true}) {
      var script = request.replace(" ", "") + " >005a000000000000abcd close end";
      try (var proxy = new ScriptedProxy(script, single)) {
        var config = Flows.config(proxy, "version", version, "username", "user");
        var connecting = connect(config, Flows.to(host, 443));
        assertThat(connecting.await(10_000)).isTrue();
        assertThat(connecting.cause()).isNull();
        assertThat(Received.from(connecting.getNow()).all()).isEqualTo("abcd");
        connecting.getNow().close();
        proxy.finish();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    ">005b000000000000 end, UPSTREAM_FAILED, rejected or failed",
    ">005c000000000000 end, UPSTREAM_AUTH, identd",
    ">005d000000000000 end, UPSTREAM_AUTH, identd",
    ">0000000000000000 end, UPSTREAM_FAILED, code 0",
    ">04 end, UPSTREAM_PROTOCOL, version 4",
    ">005a0000 close end, UPSTREAM_PROTOCOL, closed",
  })
  void namesWhatASocks4ServerDidWrong(String answer, Reason reason, String text) throws Exception {
    for (boolean single : new boolean[] {false, true}) {
      try (var proxy = new ScriptedProxy("<040101bbc000020700 " + answer, single)) {
        var failure =
            failure(connect(Flows.config(proxy, "version", "4"), Flows.to("192.0.2.7", 443)));
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.getMessage()).contains("outbound exit: SOCKS4 server").contains(text);
        proxy.finish();
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "4,  a.example,   use version 4a or 5",
    "4,  2001:db8::1, use version 5",
    "4a, 2001:db8::1, use version 5",
  })
  void whatSocks4CannotSayFailsBeforeAnythingIsSentOrResolved(
      String version, String host, String text) throws Exception {
    var config = Flows.config("server", "127.0.0.1", "server_port", 9, "version", version);
    var failure = failure(connect(config, Flows.to(host, 443)));
    assertThat(failure.reason()).isEqualTo(Reason.UNSUPPORTED);
    assertThat(failure.getMessage()).contains(text);
    assertThat(transport.dialled).isEmpty();
  }

  @Test
  void socks4UsesTheAddressThatARuleHasResolved() throws Exception {
    try (var proxy = new ScriptedProxy("<040101bbc000020700 >005a000000000000 end", false)) {
      var flow =
          Flows.to("a.example", 443)
              .resolvedTo(
                  List.of(
                      InetAddress.ofLiteral("2001:db8::1"), InetAddress.ofLiteral("192.0.2.7")));
      var connecting = connect(Flows.config(proxy, "version", "4"), flow);
      assertThat(connecting.await(10_000)).isTrue();
      assertThat(connecting.cause()).isNull();
      connecting.getNow().close();
      proxy.finish();
    }
  }

  @Test
  void theLongestNameIsSentWholeAndAResolvedOneStaysAName() throws Exception {
    var name = "a".repeat(255);
    var request = "<05010003ff" + hex(name) + "01bb";
    try (var proxy =
        new ScriptedProxy("<050100 >0500 " + request + " " + GRANTED + " end", false)) {
      var flow = Flows.to(name, 443).resolvedTo(List.of(InetAddress.ofLiteral("192.0.2.7")));
      var connecting = connect(Flows.config(proxy), flow);
      assertThat(connecting.await(10_000)).isTrue();
      assertThat(connecting.cause()).isNull();
      connecting.getNow().close();
      proxy.finish();
    }
  }

  @Test
  void modifyingAffectsTheNextFlow() throws Exception {
    try (var one = new ScriptedProxy("<050100 >0500 " + NAME + " " + GRANTED + " end", false);
        var two = new ScriptedProxy("<04", false)) {
      var outbound = new SocksOutbound(transport, Flows.NO_DETOURS, Flows.config(one));
      var first = outbound.connect(Flows.to("a.example", 443), transport.loop());
      outbound.modified(Flows.config(two, "version", "4a"));
      var second = outbound.connect(Flows.to("a.example", 443), transport.loop());
      assertThat(first.await(10_000) && first.isSuccess()).isTrue();
      first.getNow().close();
      one.finish();
      two.finish();
      assertThat(failure(second).reason()).isEqualTo(Reason.UPSTREAM_PROTOCOL);
    }
  }
}
