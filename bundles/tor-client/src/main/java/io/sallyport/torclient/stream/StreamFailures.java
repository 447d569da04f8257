// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.stream;

import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torcore.cell.EndReason;
import io.sallyport.torcore.circuit.StreamEvent;
import org.jspecify.annotations.Nullable;

/** The reasons by which streams end (tor-spec §6.3), in our terms. */
final class StreamFailures {

  private StreamFailures() {}

  /**
   * What an end means.
   *
   * @param connected whether the stream had been connected
   * @return null for the good end of a stream that was connected
   */
  static @Nullable TorException of(StreamEvent.Ended end, boolean connected) {
    if (connected && end.remote() && end.reason() == EndReason.DONE) {
      return null;
    }
    if (!end.remote()) {
      return new TorException(Reason.CIRCUIT, "the circuit of the stream broke");
    }
    if (connected) {
      return new TorException(Reason.RESET, "the stream was cut off: " + word(end.reason()));
    }
    return new TorException(reason(end.reason()), "the exit says: " + word(end.reason()));
  }

  private static String word(EndReason reason) {
    return reason.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  private static Reason reason(EndReason reason) {
    return switch (reason) {
      case CONNECT_REFUSED -> Reason.REFUSED;
      case EXIT_POLICY, NOT_DIRECTORY -> Reason.EXIT_POLICY;
      case RESOLVE_FAILED -> Reason.RESOLVE_FAILED;
      case NO_ROUTE -> Reason.UNREACHABLE;
      case TIMEOUT -> Reason.TIMEOUT;
      case TOR_PROTOCOL -> Reason.PROTOCOL;
      case DESTROY, HIBERNATING, INTERNAL, RESOURCE_LIMIT -> Reason.CIRCUIT;
      case MISC, DONE, CONN_RESET, UNKNOWN -> Reason.RESET;
    };
  }
}
