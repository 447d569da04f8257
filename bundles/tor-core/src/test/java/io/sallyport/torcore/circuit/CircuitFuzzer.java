// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.cell.Cells;
import java.util.Arrays;

/**
 * Entry point for Jazzer: relays of a circuit with three hops and some streams send what the input
 * says. What holds for all input: no exception; the circuit is open, or has said once that it is
 * closed; each stream has ended at most once.
 */
public final class CircuitFuzzer {

  private CircuitFuzzer() {}

  public static void fuzzerTestOneInput(byte[] data) {
    var pair = CircuitPair.of(3);
    var recorders = new Recorder[] {new Recorder(), new Recorder(), new Recorder()};
    var target = new StreamTarget("a.example", 80, 0);
    int[] ids = {
      pair.circuit.begin(target, recorders[0]).id(),
      pair.circuit.beginDirectory(recorders[1]).id(),
      pair.circuit.resolve("b.example", recorders[2]).id(),
      0
    };
    for (int at = 0; at + 4 <= data.length && pair.circuit.isOpen(); ) {
      int hop = data[at] & 3;
      int stream = ids[data[at] >> 2 & 3];
      int command = data[at + 1] & 0xff;
      int length = Math.min(data[at + 2] & 0xff, data.length - at - 4);
      byte[] body = Arrays.copyOfRange(data, at + 4, at + 4 + length);
      if (hop == 3) {
        pair.circuit.receive(command, Arrays.copyOf(body, Cells.BODY_LENGTH), 0);
      } else {
        pair.path.send(hop, command, stream, body);
      }
      at += 4 + length;
      pair.carry();
    }
    require(pair.circuit.isOpen() == pair.events.isEmpty());
    require(pair.events.size() <= 1);
    for (Recorder recorder : recorders) {
      long ended = recorder.events.stream().filter(StreamEvent.Ended.class::isInstance).count();
      require(ended <= 1);
      require(ended == 0 || recorder.events.getLast() instanceof StreamEvent.Ended);
      require(pair.circuit.isOpen() || ended == 1);
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException();
    }
  }
}
