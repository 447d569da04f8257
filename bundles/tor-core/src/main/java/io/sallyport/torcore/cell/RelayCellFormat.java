// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ProtocolViolation;
import java.util.random.RandomGenerator;

/** How relay cells are laid out in the 509 bytes of a body; a choice for each hop. */
public interface RelayCellFormat {

  /** How many bytes of data fit into a cell of this command. */
  int capacity(int command);

  /**
   * Reads a decrypted body.
   *
   * @throws ProtocolViolation if it is none of this format
   */
  void parse(byte[] body, int offset, RelayCell into) throws ProtocolViolation;

  /**
   * Writes a body that is ready to be originated; what is left of it is filled with padding that
   * nobody can predict.
   */
  void emit(
      byte[] body,
      int offset,
      int command,
      int streamId,
      byte[] data,
      int dataOffset,
      int length,
      RandomGenerator random);
}
