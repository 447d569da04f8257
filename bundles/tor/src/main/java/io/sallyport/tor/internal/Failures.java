// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.ConnectFailure.Reason;
import io.sallyport.torclient.TorException;
import java.util.function.Function;

/** Failures of the client, as acceptors translate them. */
final class Failures {

  private Failures() {}

  static ConnectFailure of(String tag, Throwable cause) {
    var tor = TorException.of(cause);
    return new ConnectFailure(
        reason(tor.reason()), "outbound " + tag + ": " + tor.getMessage(), tor);
  }

  private static Reason reason(TorException.Reason reason) {
    return switch (reason) {
      case NOT_READY, CLOSED -> Reason.OUTBOUND_UNAVAILABLE;
      case CIRCUIT, LINK, RESET, CLOCK -> Reason.UPSTREAM_FAILED;
      case PROTOCOL -> Reason.UPSTREAM_PROTOCOL;
      case REFUSED -> Reason.REFUSED;
      case UNREACHABLE -> Reason.HOST_UNREACHABLE;
      case EXIT_POLICY -> Reason.REJECTED;
      case RESOLVE_FAILED -> Reason.RESOLVE_FAILED;
      case NOT_FOUND -> Reason.NAME_NOT_FOUND;
      case TIMEOUT -> Reason.TIMEOUT;
      case UNSUPPORTED -> Reason.UNSUPPORTED;
    };
  }

  /** The name has addresses, but none of the family that was asked for. */
  static ConnectFailure noAddress(String tag) {
    return new ConnectFailure(
        Reason.NAME_NOT_FOUND, "outbound " + tag + ": the name has no address of that family");
  }

  /** Passes on what becomes of a future, and cancelling back to it. */
  static <S, T> void pass(String tag, Future<S> from, Promise<T> to, Function<S, T> made) {
    from.addListener(
        (Future<S> done) -> {
          if (done.isSuccess()) {
            to.trySuccess(made.apply(done.getNow()));
          } else {
            to.tryFailure(of(tag, done.cause()));
          }
        });
    to.addListener(
        (Future<T> done) -> {
          if (done.isCancelled()) {
            from.cancel(false);
          }
        });
  }
}
