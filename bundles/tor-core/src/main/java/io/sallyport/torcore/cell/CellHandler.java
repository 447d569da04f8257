// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ProtocolViolation;

/** Takes the cells of a link one by one, in order. */
public interface CellHandler {

  /**
   * A cell.
   *
   * @param circuitId the 32 bits of the circuit id, 0 for the link itself
   * @param command see {@link CellCommand}
   * @param buffer holds the body; valid, and free to be changed in place, during this call only
   * @param offset where the body begins
   * @param length 509 for a cell of fixed length, 0 to 65,535 for one of variable length
   * @throws ProtocolViolation if the link cannot live on
   */
  void cell(int circuitId, int command, byte[] buffer, int offset, int length)
      throws ProtocolViolation;
}
