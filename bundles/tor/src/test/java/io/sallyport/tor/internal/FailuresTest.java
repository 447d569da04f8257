// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.concurrent.ImmediateEventExecutor;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.torclient.TorException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {

  private final Promise<String> from = ImmediateEventExecutor.INSTANCE.newPromise();
  private final Promise<Integer> to = ImmediateEventExecutor.INSTANCE.newPromise();

  @ParameterizedTest
  @CsvSource({
    "NOT_READY, OUTBOUND_UNAVAILABLE",
    "REFUSED, REFUSED",
    "UNREACHABLE, HOST_UNREACHABLE",
    "EXIT_POLICY, REJECTED",
    "NOT_FOUND, NAME_NOT_FOUND",
    "RESOLVE_FAILED, RESOLVE_FAILED",
    "TIMEOUT, TIMEOUT",
    "UNSUPPORTED, UNSUPPORTED",
    "CIRCUIT, UPSTREAM_FAILED",
    "PROTOCOL, UPSTREAM_PROTOCOL"
  })
  void areToldInTheTermsOfAcceptors(TorException.Reason reason, ConnectFailure.Reason told) {
    var failure = Failures.of("tor", new TorException(reason, "why it is so"));
    assertThat(failure.reason()).isEqualTo(told);
    assertThat(failure).hasMessage("outbound tor: why it is so");
  }

  @Test
  void thoseOfAnotherKindAreOfTheWayToTheRelay() {
    assertThat(Failures.of("tor", new IOException("no route")).reason())
        .isEqualTo(ConnectFailure.Reason.UPSTREAM_FAILED);
  }

  @Test
  void whatBecomesOfAFutureIsPassedOn() {
    Failures.pass("tor", from, to, String::length);
    from.setSuccess("four");
    assertThat(to.getNow()).isEqualTo(4);
  }

  @Test
  void cancellingIsPassedBack() {
    Failures.pass("tor", from, to, String::length);
    to.cancel(false);
    assertThat(from.isCancelled()).isTrue();
  }
}
