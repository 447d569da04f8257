// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** What the pool saves on a link of 20 ms, from the wish for a stream to its first byte. */
class RoundTripsTest {

  private static final int RTT_MILLIS = 20;
  private static final int ROUNDS = 15;

  /** Answers that the pool has paid for: choice of a method, verdict on the credentials. */
  private static final int AHEAD = 2;

  /** Median time, and answers of the proxy that were waited for, each time. */
  private record Cost(double millis, int turns) {}

  private static Cost measure(String pool) throws Exception {
    try (var server = new CountingServer();
        var link = new DelayRelay(server.address(), RTT_MILLIS / 2);
        var transport = new LoopbackTransport("nio", 2)) {
      var config =
          new HashMap<>(Flows.config("username", "u", ".password", "p", "server", "127.0.0.1"));
      config.put("server_port", link.port());
      config.put(".pool", pool);
      var outbound = new SocksOutbound(transport, Flows.NO_DETOURS, config);
      var times = new double[ROUNDS];
      int turns = 0;
      int idle = pool.contains("1") ? 1 : 0;
      for (int i = 0; i < ROUNDS; i++) {
        Eventually.is((long) idle, () -> outbound.counters().get("pool_idle"));
        int ahead = idle == 0 ? 0 : AHEAD;
        long start = System.nanoTime();
        Future<Channel> connecting = outbound.connect(Flows.to("a.example", 80), transport.loop());
        assertThat(connecting.await(10_000) && connecting.isSuccess()).isTrue();
        firstByte(connecting.getNow()).get(10, TimeUnit.SECONDS);
        times[i] = (System.nanoTime() - start) / 1e6;
        var local = (InetSocketAddress) connecting.getNow().localAddress();
        turns = link.answers(local.getPort()) - ahead;
        connecting.getNow().close();
      }
      outbound.deactivate();
      Arrays.sort(times);
      return new Cost(times[ROUNDS / 2], turns);
    }
  }

  private static CompletableFuture<Void> firstByte(Channel stream) {
    var came = new CompletableFuture<Void>();
    var handler =
        new ChannelInboundHandlerAdapter() {
          @Override
          public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf) {
              came.complete(null);
            }
            ReferenceCountUtil.release(message);
          }
        };
    stream
        .eventLoop()
        .execute(
            () -> {
              stream.pipeline().addLast(handler);
              stream.config().setAutoRead(true);
            });
    return came;
  }

  @Test
  void oneRoundTripIsLeftOfThree(TestReporter reporter) throws Exception {
    measure("{\"min_idle\": 1, \"max_idle\": 1}"); // warms up
    var without = measure("{\"min_idle\": 0, \"max_idle\": 0}");
    var pooled = measure("{\"min_idle\": 1, \"max_idle\": 1}");
    reporter.publishEntry(
        "first byte at 20 ms RTT (after the TCP handshake, which the relay does not delay)",
        "without pool %.1f ms, %d answers; from the pool %.1f ms, %d answer"
            .formatted(without.millis(), without.turns(), pooled.millis(), pooled.turns()));
    // Choice of a method, verdict, reply; and the reply alone.
    assertThat(without.turns()).isEqualTo(3);
    assertThat(pooled.turns()).isEqualTo(1);
    assertThat(without.millis()).isGreaterThan(3 * RTT_MILLIS - 1.0);
    assertThat(pooled.millis()).isBetween(RTT_MILLIS - 1.0, 1.8 * RTT_MILLIS);
  }
}
