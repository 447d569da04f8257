// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Promise;
import io.sallyport.testing.Await;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.circuit.CircuitManager;
import io.sallyport.torclient.circuit.CircuitSettings;
import io.sallyport.torclient.circuit.ExitNeed;
import io.sallyport.torclient.circuit.ScriptedPaths;
import io.sallyport.torclient.hostile.HostileRelay;
import io.sallyport.torclient.link.LinkPool;
import io.sallyport.torclient.link.LinkSettings;
import io.sallyport.torcore.cell.EndReason;
import io.sallyport.torcore.cell.RelayCommand;
import io.sallyport.torcore.circuit.StreamTarget;
import io.sallyport.torcore.fake.FakePath;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which ends another exit is asked after. */
@Timeout(60)
class StreamAttemptTest {

  private static final StreamTarget TARGET = new StreamTarget("www.example.com", 80, 0);
  private static final ExitNeed NEED = new ExitNeed(80, false, IsolationKey.of("one"), Set.of());

  private final SocketDialer dialer = new SocketDialer(1, Duration.ofSeconds(5));
  private final LinkPool links =
      new LinkPool(dialer, LinkSettings.standard(HostileRelay.RANDOM, InstantSource.system()));

  /** How streams end, one after the other; when there is nothing left, they are connected. */
  private final Queue<EndReason> ends = new ConcurrentLinkedQueue<>();

  private final List<String> said = new CopyOnWriteArrayList<>();

  /** How many fail upon what they are told before one connects; negative if none waits for it. */
  private volatile int failing = -1;

  private final HostileRelay relay =
      new HostileRelay(
          connection ->
              connection.secure().serve(served -> served.circuits.values().forEach(this::answer)));
  private final ScriptedPaths paths = new ScriptedPaths(relay.endpoint());
  private final CircuitManager circuits =
      new CircuitManager(
          links,
          paths,
          new CircuitSettings(
              Duration.ofSeconds(20),
              1,
              Duration.ofMinutes(10),
              Duration.ofMinutes(10),
              0,
              0,
              100,
              HostileRelay.RANDOM),
          dialer.loop());

  StreamAttemptTest() throws IOException {}

  @AfterEach
  void close() throws Exception {
    circuits.close();
    links.close();
    dialer.close();
    relay.close();
  }

  private void answer(FakePath path) {
    for (var message = path.received.poll(); message != null; message = path.received.poll()) {
      if (message.command() == RelayCommand.DATA) {
        said.add(new String(message.data(), StandardCharsets.US_ASCII));
        if (said.size() > failing) {
          path.send(2, RelayCommand.CONNECTED, message.streamId());
        } else {
          path.send(2, RelayCommand.END, message.streamId(), (byte) EndReason.MISC.code());
        }
      } else if (message.command() == RelayCommand.BEGIN && failing >= 0) {
        continue; // this exit wants to hear something first
      } else if (message.command() == RelayCommand.BEGIN) {
        var end = ends.poll();
        if (end == null) {
          path.send(2, RelayCommand.CONNECTED, message.streamId());
        } else {
          path.send(2, RelayCommand.END, message.streamId(), (byte) end.code());
        }
      }
    }
  }

  private Promise<Channel> attempt(EndReason... reasons) throws InterruptedException {
    return attempt(Unpooled.EMPTY_BUFFER, reasons);
  }

  private Promise<Channel> attempt(ByteBuf first, EndReason... reasons)
      throws InterruptedException {
    ends.addAll(List.of(reasons));
    var loop = dialer.loop();
    Promise<Channel> promise = loop.newPromise();
    new StreamAttempt(circuits, TARGET, true, loop, promise, first).begin(NEED);
    assertThat(promise.await(30, TimeUnit.SECONDS)).isTrue();
    return promise;
  }

  @Test
  void whatIsToBeSaidFirstIsSaidBeforeTheExitHasConnected() throws Exception {
    failing = 0;
    var first = Unpooled.copiedBuffer("GET / HTTP/1.0\r\n\r\n", StandardCharsets.US_ASCII);
    var promise = attempt(first);
    assertThat(promise.isSuccess()).isTrue();
    assertThat(said).containsExactly("GET / HTTP/1.0\r\n\r\n");
    await(first);
  }

  @Test
  void itIsSaidToEachExitThatIsAskedAndGivenBackHoweverItEnds() throws Exception {
    failing = 2;
    var first = Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII);
    assertThat(attempt(first).isSuccess()).isTrue();
    assertThat(said).containsExactly("hello", "hello", "hello");
    await(first);
    said.clear();
    failing = 9;
    var again = Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII);
    assertThat(attempt(again).isSuccess()).isFalse();
    assertThat(said).hasSize(3);
    await(again);
  }

  private static void await(ByteBuf given) {
    Await.until("what was given is given back", () -> given.refCnt() == 0);
  }

  private static Reason reason(Promise<Channel> promise) {
    assertThat(promise.cause()).isInstanceOf(TorException.class);
    return ((TorException) promise.cause()).reason();
  }

  @ParameterizedTest
  @EnumSource(
      value = EndReason.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"CONNECT_REFUSED", "UNKNOWN"})
  void anExitThatMayBeToBlameIsNotAskedAgain(EndReason why) throws Exception {
    var promise = attempt(why);
    assertThat(promise.isSuccess()).isTrue();
    promise.getNow().close().await(10, TimeUnit.SECONDS);
    assertThat(paths.asked).hasSize(2);
    assertThat(paths.asked.getFirst().avoided()).isEmpty();
    assertThat(paths.asked.getLast())
        .isEqualTo(NEED.avoiding(HostileRelay.KEYS.identity()))
        .satisfies(need -> assertThat(need.isolation()).isEqualTo(NEED.isolation()));
  }

  @Test
  void aRefusalOfTheDestinationIsBelieved() throws Exception {
    assertThat(reason(attempt(EndReason.CONNECT_REFUSED))).isEqualTo(Reason.REFUSED);
    assertThat(paths.asked).hasSize(1);
  }

  @Test
  void threeExitsAreAskedAndNotMore() throws Exception {
    var promise = attempt(EndReason.EXIT_POLICY, EndReason.MISC, EndReason.RESOLVE_FAILED);
    assertThat(reason(promise)).isEqualTo(Reason.RESOLVE_FAILED);
    assertThat(paths.asked).hasSize(3);
  }
}
