// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.CellCommand;
import io.sallyport.torcore.cell.Cells;

/**
 * The body of PADDING_NEGOTIATE (padding-spec §2.2), which a client sends on a link of version 5.
 *
 * @param start whether the peer shall send padding
 * @param low shortest idle time before padding, in milliseconds, 0 to 65,535
 * @param high longest idle time before padding, likewise; 0 and 0 leave the choice to the consensus
 */
public record PaddingNegotiate(boolean start, int low, int high) {

  private static final int STOP = 1;
  private static final int START = 2;

  /** The peer shall send no padding. */
  public static final PaddingNegotiate NONE = new PaddingNegotiate(false, 0, 0);

  /** Reads a body of version 0. */
  public static PaddingNegotiate parse(ByteReader in) throws ProtocolViolation {
    int version = in.u8();
    int command = in.u8();
    if (version != 0 || (command != START && command != STOP)) {
      throw new ProtocolViolation(
          Reason.MALFORMED, "padding of version " + version + " and command " + command);
    }
    return new PaddingNegotiate(command == START, in.u16(), in.u16());
  }

  /** The whole cell. */
  public byte[] cell() {
    byte[] body = new ByteWriter().u8(0).u8(start ? START : STOP).u16(low).u16(high).toByteArray();
    return Cells.fixed(0, CellCommand.PADDING_NEGOTIATE, body);
  }
}
