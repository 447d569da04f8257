// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.cell.RelayCellFormat;
import io.sallyport.torcore.cell.RelayCellV0;
import io.sallyport.torcore.crypto.HopCipher;
import io.sallyport.torcore.crypto.KeyStream;
import io.sallyport.torcore.crypto.Tor1Cipher;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** One hop of a circuit, and what is particular to it. */
final class Hop {

  final HopCipher cipher;
  final RelayCellFormat format;
  final CircuitFlow flow;
  final StreamTable streams;

  /** Streams that could not send, in the order in which they get their turn. */
  private final Set<ClientStream> blocked = new LinkedHashSet<>();

  Hop(HopCipher cipher, RelayCellFormat format, CircuitFlow flow, int firstStreamId) {
    this.cipher = cipher;
    this.format = format;
    this.flow = flow;
    this.streams = new StreamTable(firstStreamId);
  }

  /** The kind of hop that every relay can be. */
  static Hop tor1(KeyStream keys, CircuitParameters parameters, int firstStreamId) {
    return new Hop(
        new Tor1Cipher(keys),
        RelayCellV0.INSTANCE,
        new FixedCircuitFlow(parameters.circuitWindow()),
        firstStreamId);
  }

  void block(ClientStream stream) {
    blocked.add(stream);
  }

  /** Whether the stream was waiting. */
  boolean unblock(ClientStream stream) {
    return blocked.remove(stream);
  }

  /** Gives the streams that wait for the circuit their turn; who still waits is last then. */
  void resume() {
    for (ClientStream stream : List.copyOf(blocked)) {
      if (!flow.canSend()) {
        return;
      }
      if (blocked.remove(stream)) {
        stream.resume();
      }
    }
  }
}
