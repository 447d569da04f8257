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

/**
 * Looks something up by one exit after another, until one has an answer or three have none.
 *
 * @param name what is looked up
 */
record LookupAttempt(
    CircuitManager circuits, String name, Promise<List<ResolvedAnswer>> promise, int number) {

  private static final int EXITS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  void begin(ExitNeed need) {
    circuits
        .get(need)
        .addListener(
            (Future<Circuit> found) -> {
              if (!found.isSuccess()) {
                promise.tryFailure(TorException.of(found.cause()));
              } else if (!promise.isDone()) {
                ask(found.getNow(), need);
              }
            });
  }

  private void ask(Circuit circuit, ExitNeed need) {
    circuit
        .resolve(name, PATIENCE)
        .addListener(
            (Future<List<ResolvedAnswer>> done) -> {
              if (!done.isSuccess()) {
                again(circuit, need, TorException.of(done.cause()));
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
      again(
          circuit,
          need,
          new TorException(Reason.RESOLVE_FAILED, "the exit could not look it up now"));
    } else {
      promise.tryFailure(
          new TorException(Reason.NOT_FOUND, "there is no such name, as the exit sees it"));
    }
  }

  private void again(Circuit circuit, ExitNeed need, TorException why) {
    if (number >= EXITS) {
      promise.tryFailure(why);
      return;
    }
    new LookupAttempt(circuits, name, promise, number + 1)
        .begin(need.avoiding(circuit.path().exit().identity()));
  }
}
