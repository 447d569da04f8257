// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.CellOutput;
import io.sallyport.torcore.cell.Cells;
import io.sallyport.torcore.cell.RelayCell;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The hops of a circuit as layers of encryption. Cells go through two arrays of each direction in
 * turn, so that nothing is allocated for a cell; those of the two directions are apart because
 * whoever receives data may send in the same call.
 */
final class OnionLayers {

  private final List<Hop> hops = new ArrayList<>();
  private final byte[][] inbound = new byte[2][Cells.BODY_LENGTH];
  private final byte[][] outbound = new byte[2][Cells.BODY_LENGTH];
  private final byte[] cell = new byte[Cells.FIXED_LENGTH];
  private final RelayCell received = new RelayCell();
  private final int circuitId;
  private final CellOutput out;
  private final SecureRandom random;

  OnionLayers(int circuitId, CellOutput out, SecureRandom random) {
    this.circuitId = circuitId;
    this.out = out;
    this.random = random;
  }

  void add(Hop hop) {
    hops.add(hop);
  }

  int size() {
    return hops.size();
  }

  Hop get(int index) {
    return hops.get(index);
  }

  /** The cell that {@link #open} has opened; valid until the next one. */
  RelayCell received() {
    return received;
  }

  /**
   * Sends a relay cell to a hop.
   *
   * @param early whether as RELAY_EARLY
   */
  void send(
      int index, boolean early, int command, int streamId, byte[] data, int offset, int length) {
    Hop target = hops.get(index);
    int carrier = early ? CellCommand.RELAY_EARLY : CellCommand.RELAY;
    byte[] plain = outbound[0];
    target.format.emit(plain, 0, command, streamId, data, offset, length, random);
    if (index == 0) {
      target.cipher.originate(carrier, plain, 0, cell, Cells.HEADER_LENGTH);
    } else {
      target.cipher.originate(carrier, plain, 0, outbound[1], 0);
      int at = 1;
      for (int i = index - 1; i > 0; i--, at ^= 1) {
        hops.get(i).cipher.outbound(carrier, outbound[at], 0, outbound[at ^ 1], 0);
      }
      hops.get(0).cipher.outbound(carrier, outbound[at], 0, cell, Cells.HEADER_LENGTH);
    }
    Cells.header(cell, 0, circuitId, carrier);
    out.write(cell, 0, cell.length);
  }

  /**
   * Takes off layers until a hop recognises the cell.
   *
   * @return the index of that hop
   * @throws ProtocolViolation if no hop does, or the cell is malformed
   */
  int open(byte[] body, int offset) throws ProtocolViolation {
    byte[] from = body;
    int fromOffset = offset;
    for (int i = 0; i < hops.size(); i++) {
      byte[] to = inbound[i & 1];
      Hop hop = hops.get(i);
      if (hop.cipher.inbound(CellCommand.RELAY, from, fromOffset, to, 0)) {
        hop.format.parse(to, 0, received);
        return i;
      }
      from = to;
      fromOffset = 0;
    }
    throw new ProtocolViolation(Reason.BAD_DIGEST, "a relay cell that no hop has made");
  }
}
