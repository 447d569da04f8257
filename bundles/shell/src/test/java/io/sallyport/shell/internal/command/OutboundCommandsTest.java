// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.netty.channel.Channel;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.Availability;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import io.sallyport.api.Outbound;
import io.sallyport.api.Sessions;
import io.sallyport.shell.internal.server.TestShell;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutboundCommandsTest {

  private final DefaultEventLoop loop = new DefaultEventLoop();
  private final AtomicReference<Flow> asked = new AtomicReference<>();
  private final EmbeddedChannel stream = new EmbeddedChannel();

  @AfterEach
  void stop() {
    loop.shutdownGracefully();
  }

  private TestShell shell(Outbound outbound) {
    var sessions =
        new Fakes.AllSessions(
            List.of(),
            List.of(new Sessions.Count("lab", "up", "r", 1, 5, Map.of(), 2048, 4096)),
            Map.of("up", Fakes.registered("up", outbound)));
    return new TestShell()
        .with(
            "outbound",
            new OutboundCommands(sessions, Fakes.transport(loop)),
            "list",
            "show",
            "test");
  }

  private TestShell works() {
    return shell(
        new Fakes.OneOutbound(
            (flow, on) -> {
              asked.set(flow);
              return on.newSucceededFuture((Channel) stream);
            },
            Availability.AVAILABLE));
  }

  @Test
  void testConnectsAsTheShell_andClosesAtOnce() {
    var result = works().run("outbound:test up example.com 443");
    assertThat(result.status()).isZero();
    assertThat(result.out()).contains("up reached example.com:443 in ");
    assertThat(asked.get().origin().inbound()).isEqualTo("shell");
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void testTellsWhyNot_toPeopleAndToScripts() {
    var shell =
        shell(
            new Fakes.OneOutbound(
                (flow, on) ->
                    on.newFailedFuture(
                        new ConnectFailure(ConnectFailure.Reason.REFUSED, "nobody home")),
                Availability.AVAILABLE));
    var result = shell.run("outbound:test --json up 127.0.0.1 9");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("refused: nobody home");
    var json = JsonParser.parseString(result.out()).getAsJsonObject();
    assertThat(json.get("ok").getAsBoolean()).isFalse();
    assertThat(json.get("reason").getAsString()).isEqualTo("refused");
  }

  @Test
  void whatComesAfterTheDeadlineIsClosedAllTheSame() {
    var late = new AtomicReference<Promise<Channel>>();
    var shell =
        shell(
            new Fakes.OneOutbound(
                (flow, on) -> {
                  Promise<Channel> promise = on.newPromise();
                  promise.setUncancellable();
                  late.set(promise);
                  return promise;
                },
                Availability.AVAILABLE));
    var result = shell.run("outbound:test --timeout 20ms up example.com 443");
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err()).contains("timeout");
    late.get().setSuccess(stream);
    // Listeners of the promise run on its loop, in turn.
    loop.submit(() -> {}).syncUninterruptibly();
    assertThat(stream.isOpen()).isFalse();
  }

  @Test
  void wrongArgumentsAreUsageErrors() {
    assertThat(works().run("outbound:test up example.com 70000").status()).isEqualTo(2);
    assertThat(works().run("outbound:test up example.com").err()).contains("PORT is missing");
    assertThat(works().run("outbound:test --timeout soon up example.com 1").status()).isEqualTo(2);
    var absent = works().run("outbound:test nowhere example.com 1");
    assertThat(absent.status()).isEqualTo(1);
    assertThat(absent.err()).contains("nowhere", "there are: up");
  }

  @Test
  void listAndShowCountTraffic() {
    assertThat(works().run("outbound:list").out()).contains("up-type", "available");
    assertThat(works().run("outbound:show up").out()).contains("1 active, 5 in all", "4.0KiB");
    var json =
        JsonParser.parseString(works().run("outbound:list --json").out())
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject();
    assertThat(json.get("available").getAsBoolean()).isTrue();
    assertThat(json.get("up_bytes").getAsLong()).isEqualTo(2048);
  }

  @Test
  void showsTheFiguresThatAnOutboundHas() {
    Outbound pooled =
        new Outbound() {
          @Override
          public Future<Channel> connect(Flow flow, EventLoop on) {
            return on.newSucceededFuture(stream);
          }

          @Override
          public Map<String, Long> counters() {
            return Map.of("pool_refill_failures", 4711L);
          }
        };
    assertThat(shell(pooled).run("outbound:show up").out())
        .containsPattern("pool_refill_failures +4711");
    assertThat(works().run("outbound:show up").out()).doesNotContain("COUNTER");
    var json =
        JsonParser.parseString(shell(pooled).run("outbound:show --json up").out())
            .getAsJsonObject();
    assertThat(json.getAsJsonObject("counters").get("pool_refill_failures").getAsLong())
        .isEqualTo(4711);
  }
}
