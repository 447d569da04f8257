// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.circuit.Circuit;
import io.sallyport.torclient.circuit.CircuitManager;
import io.sallyport.torclient.circuit.ExitNeed;
import io.sallyport.torcore.cell.ResolvedAnswer;
import java.time.Duration;
import java.util.List;

/** Looks something up by one exit after another, until one has an answer. */
final class LookupAttempt extends ExitByExit<List<ResolvedAnswer>> {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final String name;

  /**
   * @param name what is looked up
   */
  LookupAttempt(CircuitManager circuits, String name, Promise<List<ResolvedAnswer>> promise) {
    super(circuits, promise);
    this.name = name;
  }

  @Override
  void ask(Circuit circuit, ExitNeed need) {
    circuit
        .resolve(name, PATIENCE)
        .addListener(
            (Future<List<ResolvedAnswer>> done) -> {
              if (!done.isSuccess()) {
                next(circuit, need, TorException.of(done.cause()));
                return;
              }
              var good =
                  done.getNow().stream()
                      .filter(answer -> !(answer instanceof ResolvedAnswer.Failure))
                      .toList();
              if (!good.isEmpty()) {
                promise.trySuccess(good);
              } else {
                none(circuit, need, done.getNow());
              }
            });
  }

  private void none(Circuit circuit, ExitNeed need, List<ResolvedAnswer> answers) {
    boolean temporary =
        answers.stream()
            .anyMatch(one -> one instanceof ResolvedAnswer.Failure failure && failure.temporary());
    if (temporary) {
      next(
          circuit,
          need,
          new TorException(Reason.RESOLVE_FAILED, "the exit could not look it up now"));
    } else {
      promise.tryFailure(
          new TorException(Reason.NOT_FOUND, "there is no such name, as the exit sees it"));
    }
  }
}
