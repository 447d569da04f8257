// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torcore.cell.ResolvedAnswer;
import io.sallyport.torcore.circuit.CircuitStream;
import io.sallyport.torcore.circuit.StreamEvent;
import io.sallyport.torcore.circuit.StreamListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One RESOLVE: a stream that has an answer in the place of data (tor-spec §6.4). */
final class Lookup implements StreamListener {

  private final Promise<List<ResolvedAnswer>> answers;

  Lookup(Promise<List<ResolvedAnswer>> answers) {
    this.answers = answers;
  }

  void begin(CircuitStream stream, EventExecutor loop, Duration deadline) {
    var late =
        loop.schedule(
            () -> {
              if (answers.tryFailure(
                  new TorException(Reason.TIMEOUT, "the exit did not answer a lookup in time"))) {
                stream.end();
              }
            },
            deadline.toMillis(),
            TimeUnit.MILLISECONDS);
    answers.addListener(_ -> late.cancel(false));
  }

  /** Data has no place here; the circuit has not let it through. */
  @Override
  public void data(byte[] buffer, int offset, int length) {}

  @Override
  public void event(StreamEvent event) {
    switch (event) {
      case StreamEvent.Resolved it -> answers.trySuccess(it.answers());
      case StreamEvent.Ended end ->
          answers.tryFailure(
              end.remote()
                  ? new TorException(Reason.RESOLVE_FAILED, "the exit ended the lookup")
                  : new TorException(Reason.CIRCUIT, "the circuit of the lookup broke"));
      case StreamEvent.Connected _, StreamEvent.Writable _ -> {}
    }
  }
}
