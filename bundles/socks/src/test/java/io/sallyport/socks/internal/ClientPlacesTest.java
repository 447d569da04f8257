// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.sallyport.testing.Await;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPlacesTest {

  private static final String ASK = "050100 05010003 06 612e74657374 0050";
  private static final String GRANTED = "0500 05000001 7f000001 1234";

  private final List<String> logged = new CopyOnWriteArrayList<>();
  private final AtomicLong time = new AtomicLong();

  private ClientPlaces places(long limit) {
    return new ClientPlaces(limit, Listener.log(logged), time::get);
  }

  @ParameterizedTest
  @CsvSource({"256,28", "1024,412", "20000,9900", "100,4", "2147483647,1073741723"})
  void twoDescriptorsForEachAndAReserve(long limit, int most) {
    assertThat(places(limit).most()).isEqualTo(most);
  }

  @Test
  void acceptingPausesAtTheLastPlaceAndGoesOnWhenOneIsFree() {
    var places = places(208);
    var door = new EmbeddedChannel();
    var other = new EmbeddedChannel();
    places.guard(door);
    places.guard(other);
    var clients = new ArrayList<EmbeddedChannel>();
    for (int i = 0; i < 4; i++) {
      assertThat(door.config().isAutoRead()).isTrue();
      clients.add(new EmbeddedChannel());
      places.enter(clients.getLast());
    }
    assertThat(door.config().isAutoRead()).isFalse();
    assertThat(other.config().isAutoRead()).isFalse();
    assertThat(places.problem()).contains("4 clients", "208 descriptors", "LimitNOFILE");
    var late = new EmbeddedChannel();
    places.guard(late);
    assertThat(late.config().isAutoRead()).as("a door of while there is no place").isFalse();
    clients.getFirst().close();
    assertThat(door.config().isAutoRead()).isTrue();
    assertThat(places.problem()).isNull();
    assertThat(places.pauses()).isEqualTo(1);
  }

  @Test
  void aRefusalOfTheSystemPausesUntilAClientHasGone() {
    var places = places(1024);
    var door = new EmbeddedChannel();
    places.guard(door);
    var client = new EmbeddedChannel();
    places.enter(client);
    door.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));
    assertThat(door.config().isAutoRead()).isFalse();
    assertThat(places.problem()).contains("no more descriptors");
    client.close();
    assertThat(door.config().isAutoRead()).isTrue();
  }

  @Test
  void aRefusalOfTheSystemIsNotForEver() {
    var places = places(1024);
    var door = new EmbeddedChannel();
    places.guard(door);
    door.freezeTime();
    door.pipeline().fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));
    door.advanceTimeBy(ClientPlaces.RETRY_MILLIS - 1, TimeUnit.MILLISECONDS);
    door.runScheduledPendingTasks();
    assertThat(door.config().isAutoRead()).isFalse();
    door.advanceTimeBy(1, TimeUnit.MILLISECONDS);
    door.runScheduledPendingTasks();
    assertThat(door.config().isAutoRead()).isTrue();
  }

  @Test
  void theLogHasOneLineAMinute() {
    var places = places(208);
    var door = new EmbeddedChannel();
    places.guard(door);
    for (int i = 0; i < 3; i++) {
      places.enter(new EmbeddedChannel());
    }
    for (int i = 0; i < 100; i++) {
      var fourth = new EmbeddedChannel();
      places.enter(fourth);
      fourth.close();
    }
    assertThat(places.pauses()).isEqualTo(100);
    assertThat(logged).hasSize(1);
    time.addAndGet(TimeUnit.MINUTES.toNanos(1));
    places.enter(new EmbeddedChannel());
    assertThat(logged).hasSize(2).allMatch(line -> line.startsWith("warn"));
  }

  /** On real sockets: who is too many waits, is lost by nobody, and is served when it can be. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(30)
  void whoComesTooManyIsServedLater(boolean epoll) throws Exception {
    var properties = Listener.properties(Listener.freePort());
    try (var listener = new Listener(epoll, 208, properties).listening()) {
      var served = new ArrayList<Client>();
      for (int i = 0; i < 4; i++) {
        served.add(listener.client().say(ASK).expect(GRANTED));
      }
      assertThat(listener.inbound.status().problem()).contains("accepting pauses");
      try (var waiting = listener.client()) {
        waiting.say(ASK);
        served.getLast().say("0102").expect("0102");
        assertThat(listener.inbound.counters()).containsEntry("accepted", 4L);
        served.removeFirst().close();
        waiting.expect(GRANTED);
        assertThat(listener.inbound.counters()).containsEntry("accepted", 5L);
        for (var one : served) {
          one.say("01").expect("01");
          one.close();
        }
      }
      Await.until("its problem is over", () -> listener.inbound.status().problem() == null);
    }
  }

  /** Half of the places at most are for those who do not say what they want. */
  @Test
  @Timeout(30)
  void whoStallsLeavesPlaces() throws Exception {
    var properties = Listener.properties(Listener.freePort());
    try (var listener = new Listener(false, 208, properties).listening()) {
      var stalled = new ArrayList<Client>();
      for (int i = 1; i <= 4; i++) {
        stalled.add(listener.client().say("05"));
        int seen = i;
        Await.until(
            "as many are accepted", () -> listener.inbound.counters().get("accepted") == seen);
      }
      stalled.get(0).expectClosed();
      stalled.get(1).expectClosed();
      try (var client = listener.client()) {
        client.say(ASK).expect(GRANTED);
      }
      for (var one : stalled) {
        one.close();
      }
    }
  }

  @Test
  void theLimitOfThisProcessIsKnown() {
    assertThat(DescriptorLimit.get()).isGreaterThan(64);
  }
}
