// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import java.util.Arrays;

/** Lays out cells for link versions 4 and 5 (tor-spec §3). All methods may be called anywhere. */
public final class Cells {

  /** Length of a cell of fixed length, in bytes: circuit id, command and body. */
  public static final int FIXED_LENGTH = 514;

  /** Circuit id and command of a cell of fixed length. */
  public static final int HEADER_LENGTH = 5;

  /** Length of the body of a cell of fixed length, in bytes. */
  public static final int BODY_LENGTH = 509;

  private Cells() {}

  /** Writes the circuit id and the command in front of a body that is at {@code offset + 5}. */
  public static void header(byte[] cell, int offset, int circuitId, int command) {
    cell[offset] = (byte) (circuitId >>> 24);
    cell[offset + 1] = (byte) (circuitId >>> 16);
    cell[offset + 2] = (byte) (circuitId >>> 8);
    cell[offset + 3] = (byte) circuitId;
    cell[offset + 4] = (byte) command;
  }

  /** The circuit id of the cell at {@code offset}. */
  public static int circuitId(byte[] cell, int offset) {
    return (cell[offset] & 0xff) << 24
        | (cell[offset + 1] & 0xff) << 16
        | (cell[offset + 2] & 0xff) << 8
        | (cell[offset + 3] & 0xff);
  }

  /**
   * A cell of fixed length.
   *
   * @param body up to 509 bytes; what is missing is zero
   */
  public static byte[] fixed(int circuitId, int command, byte[] body) {
    if (CellCommand.isVariable(command) || body.length > BODY_LENGTH) {
      throw new IllegalArgumentException("no cell of fixed length");
    }
    byte[] cell = new byte[FIXED_LENGTH];
    header(cell, 0, circuitId, command);
    System.arraycopy(body, 0, cell, HEADER_LENGTH, body.length);
    return cell;
  }

  /** A cell of variable length other than VERSIONS. */
  public static byte[] variable(int circuitId, int command, byte[] body) {
    if (!CellCommand.isVariable(command) || body.length > 65_535) {
      throw new IllegalArgumentException("no cell of variable length");
    }
    byte[] cell = new byte[7 + body.length];
    header(cell, 0, circuitId, command);
    cell[5] = (byte) (body.length >>> 8);
    cell[6] = (byte) body.length;
    System.arraycopy(body, 0, cell, 7, body.length);
    return cell;
  }

  /** The VERSIONS cell, whose circuit id has two bytes. */
  public static byte[] versions(int... versions) {
    byte[] cell = new byte[5 + 2 * versions.length];
    cell[2] = CellCommand.VERSIONS;
    cell[3] = (byte) (2 * versions.length >>> 8);
    cell[4] = (byte) (2 * versions.length);
    for (int i = 0; i < versions.length; i++) {
      cell[5 + 2 * i] = (byte) (versions[i] >>> 8);
      cell[6 + 2 * i] = (byte) versions[i];
    }
    return cell;
  }

  /** DESTROY with its reason. */
  public static byte[] destroy(int circuitId, DestroyReason reason) {
    return fixed(circuitId, CellCommand.DESTROY, new byte[] {(byte) reason.code()});
  }

  /** A PADDING cell of zeros. */
  public static byte[] padding() {
    return fixed(0, CellCommand.PADDING, new byte[0]);
  }

  /** The body of a cell that {@link #fixed} made. */
  public static byte[] body(byte[] cell) {
    return Arrays.copyOfRange(cell, HEADER_LENGTH, FIXED_LENGTH);
  }
}
