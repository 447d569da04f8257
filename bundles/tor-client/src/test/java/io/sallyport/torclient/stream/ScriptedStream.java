// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.stream;

import io.sallyport.torcore.circuit.CircuitStream;
import java.io.ByteArrayOutputStream;

/** A stream of a circuit whose window is what the test says. Touched on the link's loop. */
final class ScriptedStream implements CircuitStream {

  final ByteArrayOutputStream written = new ByteArrayOutputStream();
  volatile int window = Integer.MAX_VALUE;
  volatile int consumed;
  volatile boolean ended;
  volatile int sent;
  volatile int overs;

  @Override
  public int id() {
    return 1;
  }

  @Override
  public boolean isOpen() {
    return !ended;
  }

  @Override
  public int write(byte[] buffer, int offset, int length) {
    int taken = Math.min(length, window - written.size());
    written.write(buffer, offset, taken);
    return taken;
  }

  @Override
  public void consumed(int bytes) {
    consumed += bytes;
  }

  @Override
  public void end() {
    ended = true;
  }
}
