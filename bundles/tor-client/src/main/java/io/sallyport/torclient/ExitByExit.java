// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.circuit.Circuit;
import io.sallyport.torclient.circuit.CircuitManager;
import io.sallyport.torclient.circuit.ExitNeed;

/**
 * What is asked of one exit after another (tor-spec §6.3): three have their say before it is
 * believed that none of them is to blame. Used once.
 *
 * @param <T> what comes of it
 */
abstract sealed class ExitByExit<T> permits StreamAttempt, LookupAttempt {

  private static final int EXITS = 3;

  final CircuitManager circuits;
  final Promise<T> promise;
  private int asked;

  ExitByExit(CircuitManager circuits, Promise<T> promise) {
    this.circuits = circuits;
    this.promise = promise;
  }

  /** Asks an exit, as soon as there is a circuit to one that will do. */
  final void begin(ExitNeed need) {
    circuits
        .get(need)
        .addListener(
            (Future<Circuit> found) -> {
              if (!found.isSuccess()) {
                promise.tryFailure(TorException.of(found.cause()));
              } else if (!promise.isDone()) {
                asked++;
                ask(found.getNow(), need);
              }
            });
  }

  /** How many exits have been asked, with the one that is being asked. */
  final int asked() {
    return asked;
  }

  abstract void ask(Circuit circuit, ExitNeed need);

  /** An exit was of no use, and another one will be asked. */
  void blamed(Circuit circuit) {}

  /** This exit was of no use: another one, or the end of it. */
  final void next(Circuit circuit, ExitNeed need, TorException why) {
    if (asked >= EXITS) {
      promise.tryFailure(why);
      return;
    }
    blamed(circuit);
    begin(need.avoiding(circuit.path().exit().identity()));
  }
}
