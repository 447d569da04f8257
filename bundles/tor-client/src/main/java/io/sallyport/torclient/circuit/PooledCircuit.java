// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.netty.util.concurrent.Future;
import io.sallyport.torclient.IsolationKey;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A circuit in the manager's book, from when it is asked for; guarded by the manager's lock. */
final class PooledCircuit {

  final CircuitPath path;
  final Future<Circuit> circuit;

  /** Whose it is; null while nobody has used it. */
  @Nullable IsolationKey owner;

  /** When it was first used, or came; {@link System#nanoTime}. */
  long since = System.nanoTime();

  /** No new streams: it is too old, or failed one, or a new identity was asked for. */
  boolean retired;

  PooledCircuit(CircuitPath path, Future<Circuit> circuit, @Nullable IsolationKey owner) {
    this.path = path;
    this.circuit = circuit;
    this.owner = owner;
  }

  boolean usable() {
    return !retired && (!circuit.isDone() || circuit.isSuccess() && circuit.getNow().isOpen());
  }

  boolean olderThan(Duration age) {
    return System.nanoTime() - since > age.toNanos();
  }

  void claim(IsolationKey by) {
    if (owner == null) {
      owner = by;
      since = System.nanoTime();
    }
  }

  int streams() {
    return circuit.isSuccess() ? circuit.getNow().streams() : 0;
  }
}
