// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.BindAnswer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Listening;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Outbound;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A BIND from its first reply to its end, on a loop whose time the test moves. */
@Timeout(30)
class BindWaitTest {

  private Gate gate;
  private final EmbeddedChannel client = new EmbeddedChannel();
  private final List<String> answers = new ArrayList<>();
  private Promise<Channel> accepted;
  private boolean listening;

  @BeforeEach
  void open() throws Exception {
    gate = new Gate();
    client.config().setAutoRead(false);
    gate.sessions.addOutbound(FakeReference.tagged("bindable"), new Bindable());
    gate.policy = Gate.policy(Gate.LIMITS, _ -> Gate.route("bindable"));
  }

  @AfterEach
  void close() throws Exception {
    client.finishAndReleaseAll();
    gate.close();
  }

  private final class Bindable implements Outbound {
    @Override
    public Future<Channel> connect(Flow flow, EventLoop loop) {
      throw new AssertionError("nobody asked to connect");
    }

    @Override
    public Future<Listening> listen(Flow flow, EventLoop loop) {
      listening = true;
      accepted = loop.newPromise();
      return loop.newSucceededFuture(
          new Listening() {
            @Override
            public InetSocketAddress address() {
              return new InetSocketAddress("127.0.0.1", 4000);
            }

            @Override
            public Future<Channel> accepted() {
              return accepted;
            }

            @Override
            public void close() {
              listening = false;
            }
          });
    }
  }

  private void bind() {
    var origin = new Origin("gate", "fake", null, new InetSocketAddress("127.0.0.1", 1), null);
    var flow = Flow.open(Network.TCP, origin, Destination.of("127.0.0.1", 21));
    gate.sessions.bind(
        gate,
        flow,
        client,
        new BindAnswer() {
          @Override
          public void listening(InetSocketAddress address) {
            answers.add("listening " + address.getPort());
          }

          @Override
          public void connected(@Nullable SocketAddress peer) {
            answers.add("connected " + peer);
          }

          @Override
          public void failed(ConnectFailure failure) {
            answers.add("failed " + failure.reason().label());
          }
        });
    client.runPendingTasks();
  }

  @Test
  void aPeerOnAnotherLoopIsClosed() {
    bind();
    assertThat(answers).containsExactly("listening 4000");
    var peer = new EmbeddedChannel();
    peer.config().setAutoRead(false);
    client.writeInbound(Unpooled.wrappedBuffer(new byte[] {1}));
    // An embedded channel brings a loop of its own; both legs of a session must be on one.
    accepted.setSuccess(peer);
    client.runPendingTasks();
    assertThat(answers.getLast()).isEqualTo("failed general");
    assertThat(listening).isFalse();
    assertThat(peer.isOpen()).isFalse();
  }

  @Test
  void aClientThatEndsItsOutputEndsTheWait() {
    bind();
    assertThat(listening).isTrue();
    client.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    client.runPendingTasks();
    assertThat(answers).containsExactly("listening 4000", "failed cancelled");
    assertThat(listening).isFalse();
    assertThat(gate.sessions.live()).isEmpty();
  }

  @Test
  void aClientThatClosesEndsTheWait() {
    bind();
    client.close();
    client.runPendingTasks();
    assertThat(answers).containsExactly("listening 4000", "failed cancelled");
    assertThat(listening).isFalse();
  }

  @Test
  void nobodyComesWithinTheTime() {
    bind();
    client.advanceTimeBy(179, TimeUnit.SECONDS);
    client.runScheduledPendingTasks();
    assertThat(answers).containsExactly("listening 4000");
    client.advanceTimeBy(2, TimeUnit.SECONDS);
    client.runScheduledPendingTasks();
    assertThat(answers).containsExactly("listening 4000", "failed timeout");
    assertThat(listening).isFalse();
  }

  @Test
  void anOutboundThatCannotWaitSaysSo() {
    gate.policy = Gate.policy(Gate.LIMITS, _ -> Gate.route("direct"));
    bind();
    assertThat(answers).containsExactly("failed unsupported");
    ByteBuf said = client.readOutbound();
    assertThat(said).isNull();
  }
}
