// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.testing.Await;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The interface goes while data is under way in all directions. What the gateway's own sockets
 * still have to say to clients, in the names of servers, must not go out by the default route
 * instead.
 */
@Timeout(180)
class VanishIT {

  /** As long as the kernel doubles its patience from 0.2 s three times over. */
  private static final Duration RETRANSMISSIONS = Duration.ofSeconds(3);

  private Triad triad;
  private Wire wire;
  private Gateway gateway;

  @BeforeEach
  void space() throws Exception {
    triad = Triad.create();
    Blast.serve(triad);
    wire = new Wire(triad);
    gateway = new Gateway(triad);
  }

  @AfterEach
  void end() throws Exception {
    if (gateway != null) {
      gateway.close();
    }
    if (wire != null) {
      wire.close();
    }
    if (triad != null) {
      triad.close();
    }
  }

  static Stream<Arguments> ways() {
    return types(
        "ip link delete lab0",
        "ip link set lab0 down",
        "ip link set lab0 down; ip link set lab0 name other0; ip link set other0 up",
        "ip address flush dev lab0");
  }

  static Stream<Arguments> waysOfTheDead() {
    return types("ip link delete lab0", "ip address flush dev lab0");
  }

  private static Stream<Arguments> types(String... ways) {
    return Stream.of("tproxy", "redirect", "tun")
        .flatMap(type -> Stream.of(ways).map(way -> Arguments.of(type, way)));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void nothingFindsAnotherWay(String type, String way) throws Exception {
    gateway.attach("{\"type\": \"%s\", \"final\": \"direct\"}".formatted(type)).start();
    Blast.begin(triad, gateway);
    triad.gateway.setUp(way);
    assertQuiet();
    gateway.kill();
    assertQuiet();
  }

  @ParameterizedTest
  @MethodSource("waysOfTheDead")
  void norDoesItWhenTheProcessIsDead(String type, String way) throws Exception {
    gateway.attach("{\"type\": \"%s\", \"final\": \"direct\"}".formatted(type)).start();
    Blast.begin(triad, gateway);
    gateway.kill();
    triad.gateway.setUp(way);
    assertQuiet();
  }

  /** While the capture is seen to work all the time. */
  private void assertQuiet() throws Exception {
    long begun = System.nanoTime();
    long knocks = wire.packets("udp port 9");
    Await.until(
        "retransmissions that come due",
        () -> {
          wire.knock();
          return System.nanoTime() - begun > RETRANSMISSIONS.toNanos();
        });
    Await.until("the last knocks", () -> wire.packets("udp port 9") > knocks);
    wire.assertNothingLeaked();
    assertThat(triad.gateway.run("ip", "route", "show", "default").out()).contains("out0");
  }
}
