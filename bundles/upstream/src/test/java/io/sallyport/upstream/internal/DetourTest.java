// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Network;
import io.sallyport.api.Outbound;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DetourTest {

  private final LoopbackTransport transport = new LoopbackTransport("nio", 2);
  private final List<Flow> asked = new CopyOnWriteArrayList<>();

  private final Outbound detour =
      new Outbound() {
        @Override
        public Future<Channel> connect(Flow flow, EventLoop loop) {
          asked.add(flow);
          return transport.connect(flow.destination(), DialOptions.DEFAULT, loop);
        }
      };

  private final Detours detours = tag -> tag.equals("by") ? detour : null;

  @AfterEach
  void stop() {
    transport.close();
  }

  private Map<String, Object> config(CountingServer server, Object... pairs) {
    var config = new HashMap<>(Flows.config(pairs));
    config.put("server", "127.0.0.1");
    config.put("server_port", server.port());
    return config;
  }

  @Test
  void theProxyIsReachedByTheDetourOnBehalfOfTheFlow() throws Exception {
    try (var server = new CountingServer()) {
      var outbound = new SocksOutbound(transport, detours, config(server, "detour", "by"));
      var flow = Flows.to("a.example", 443).isolatedBy(new Isolation(List.of("tenant")));
      var connecting = outbound.connect(flow, transport.loop());
      assertThat(connecting.await(10_000)).isTrue();
      assertThat(connecting.cause()).isNull();
      connecting.getNow().close();
      assertThat(asked)
          .singleElement()
          .satisfies(
              by -> {
                assertThat(by.destination()).hasToString("127.0.0.1:" + server.port());
                assertThat(by.isolation()).isEqualTo(flow.isolation());
                assertThat(by.origin()).isEqualTo(flow.origin());
                assertThat(by.network()).isEqualTo(Network.TCP);
              });
    }
  }

  @Test
  void anIsolatedFlowDoesNotTakeWhatWasMadeForNobody() throws Exception {
    try (var server = new CountingServer()) {
      var config = config(server, "detour", "by", ".pool", "{\"min_idle\": 1, \"max_idle\": 1}");
      var outbound = new SocksOutbound(transport, detours, config);
      Eventually.is(1L, () -> outbound.counters().get("pool_idle"));
      var isolated = Flows.to("a.example", 443).isolatedBy(new Isolation(List.of("tenant")));
      for (Flow flow : List.of(isolated, Flows.to("a.example", 443))) {
        var connecting = outbound.connect(flow, transport.loop());
        assertThat(connecting.await(10_000) && connecting.isSuccess()).isTrue();
        connecting.getNow().close();
      }
      assertThat(outbound.counters())
          .containsEntry("pool_misses", 1L)
          .containsEntry("pool_hits", 1L);
      outbound.deactivate();
    }
  }

  @Test
  void anAbsentDetourIsAnOutboundThatIsUnavailable() throws Exception {
    try (var server = new CountingServer()) {
      var outbound = new SocksOutbound(transport, detours, config(server, "detour", "gone"));
      var connecting = outbound.connect(Flows.to("a.example", 443), transport.loop());
      assertThat(connecting.await(10_000)).isTrue();
      var failure = (ConnectFailure) connecting.cause();
      assertThat(failure.reason()).isEqualTo(Reason.OUTBOUND_UNAVAILABLE);
      assertThat(failure.getMessage()).contains("no outbound gone");
      assertThat(server.accepted).hasValue(0);
    }
  }

  @Test
  void aDetourThatNeverAnswersIsGivenUpInTime() throws Exception {
    try (var server = new CountingServer()) {
      Outbound silent = (_, loop) -> loop.newPromise();
      var config = config(server, "detour", "by", "connect_timeout", "150ms");
      var outbound = new SocksOutbound(transport, _ -> silent, config);
      var connecting = outbound.connect(Flows.to("a.example", 443), transport.loop());
      assertThat(connecting.await(10_000)).isTrue();
      assertThat(((ConnectFailure) connecting.cause()).reason()).isEqualTo(Reason.TIMEOUT);
    }
  }
}
