// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ConnectTimeoutException;
import io.sallyport.api.ConnectFailure.Reason;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts as the sockets of Netty and of the JDK have them. */
class SocketFailuresTest {

  @ParameterizedTest
  @CsvSource({
    "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:1, REFUSED",
    "finishConnect(..) failed with error(-111): Verbindungsaufbau abgelehnt: /127.0.0.1:1, REFUSED",
    "io_uring connect(..) failed with error(-110): Connexion terminée, TIMEOUT",
    "sendToAddress(..) failed with error(-101): Rete non raggiungibile, NETWORK_UNREACHABLE",
    "sendToAddress(..) failed with error(-113): No route to host, HOST_UNREACHABLE",
    "connect(..) failed with error(-13): Permission denied: /127.0.0.1:1, GENERAL",
    "connect(..) failed with error(-22): Invalid argument, GENERAL"
  })
  void theNumberCountsWhateverTheLanguage(String text, Reason reason) {
    assertThat(SocketFailures.of(new ConnectException(text)).reason()).isEqualTo(reason);
  }

  static Stream<Arguments> withoutNumber() {
    return Stream.of(
        Arguments.of(new ConnectException("Connection refused: /127.0.0.1:1"), Reason.REFUSED),
        Arguments.of(new ConnectException("Operation timed out"), Reason.TIMEOUT),
        Arguments.of(new ConnectTimeoutException("after 5 ms"), Reason.TIMEOUT),
        Arguments.of(new NoRouteToHostException("No route to host"), Reason.HOST_UNREACHABLE),
        Arguments.of(new NoRouteToHostException(), Reason.HOST_UNREACHABLE),
        Arguments.of(new SocketException("Network is unreachable"), Reason.NETWORK_UNREACHABLE),
        Arguments.of(new BindException("Address in use"), Reason.GENERAL),
        Arguments.of(new IOException(), Reason.GENERAL),
        Arguments.of(new IOException("failed with error(-99999)"), Reason.GENERAL));
  }

  @ParameterizedTest
  @MethodSource("withoutNumber")
  void elseItsKindAndItsWords(Exception cause, Reason reason) {
    assertThat(SocketFailures.of(cause).reason()).isEqualTo(reason);
    assertThat(SocketFailures.of(cause).getCause()).isSameAs(cause);
  }

  @Test
  void whatNettyLeavesOpenIsKnownAsSuch() {
    assertThat(SocketFailures.vague(new NoRouteToHostException())).isTrue();
    assertThat(SocketFailures.vague(new NoRouteToHostException("null: /192.0.2.1:1"))).isTrue();
    assertThat(SocketFailures.vague(new NoRouteToHostException("No route to host"))).isFalse();
    assertThat(SocketFailures.vague(new ConnectException())).isFalse();
    assertThat(SocketFailures.vague(null)).isFalse();
  }
}
