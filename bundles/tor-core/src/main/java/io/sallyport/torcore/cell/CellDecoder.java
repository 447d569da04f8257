// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts the bytes of a link into cells (tor-spec §3). The first cell must be VERSIONS and has a
 * circuit id of two bytes; all others have four, since links older than version 4 are not spoken.
 *
 * <p>A cell that lies whole in the input is handed on where it lies; one that is split is put
 * together in a buffer that grows with what arrives, never with what is announced. Not thread-safe.
 */
public final class CellDecoder {

  private static final int SHORT_HEADER = 5;
  private static final int LONG_HEADER = 7;

  private final int largest;
  private byte[] partial = new byte[Cells.FIXED_LENGTH];
  private int held;
  private boolean versionsSeen;

  /** Accepts variable cells with bodies of up to 65,535 bytes. */
  public CellDecoder() {
    this(65_535);
  }

  /**
   * Limits what a peer can make us hold.
   *
   * @param largest the longest body of a variable cell, in bytes
   */
  public CellDecoder(int largest) {
    this.largest = largest;
  }

  /** Bytes of an unfinished cell that are being kept. */
  public int held() {
    return held;
  }

  /**
   * Takes bytes and hands on each cell that they complete.
   *
   * @throws ProtocolViolation from the handler, or because the bytes are no cells; the decoder must
   *     not be used afterwards
   */
  public void feed(byte[] in, int offset, int length, CellHandler handler)
      throws ProtocolViolation {
    int at = offset;
    int end = offset + length;
    while (at < end) {
      if (held > 0) {
        at = complete(in, at, end, handler);
        continue;
      }
      int whole = wholeLength(in, at, end - at);
      if (whole < 0 || whole > end - at) {
        hold(in, at, end - at);
        return;
      }
      emit(in, at, whole, handler);
      at += whole;
    }
  }

  /** The same for a buffer of any kind; it has been read whole when this returns. */
  public void feed(ByteBuffer in, CellHandler handler) throws ProtocolViolation {
    if (in.hasArray()) {
      int offset = in.arrayOffset() + in.position();
      int length = in.remaining();
      in.position(in.limit());
      feed(in.array(), offset, length, handler);
      return;
    }
    byte[] copy = new byte[in.remaining()];
    in.get(copy);
    feed(copy, 0, copy.length, handler);
  }

  /** Adds to the unfinished cell and hands it on when it is whole; returns the new position. */
  private int complete(byte[] in, int at, int end, CellHandler handler) throws ProtocolViolation {
    int whole = wholeLength(partial, 0, held);
    int wanted = whole < 0 ? 1 : whole - held;
    int taken = Math.min(wanted, end - at);
    hold(in, at, taken);
    whole = wholeLength(partial, 0, held);
    if (whole == held) {
      held = 0;
      byte[] cell = partial;
      if (cell.length > Cells.FIXED_LENGTH) {
        partial = new byte[Cells.FIXED_LENGTH];
      }
      emit(cell, 0, whole, handler);
    }
    return at + taken;
  }

  private void hold(byte[] in, int at, int length) {
    if (partial.length - held < length) {
      partial = Arrays.copyOf(partial, Math.max(held + length, partial.length * 2));
    }
    System.arraycopy(in, at, partial, held, length);
    held += length;
  }

  /** Length of the cell that begins here, header included; -1 while the header is incomplete. */
  private int wholeLength(byte[] in, int at, int available) throws ProtocolViolation {
    int idLength = versionsSeen ? 4 : 2;
    if (available <= idLength) {
      return -1;
    }
    int command = in[at + idLength] & 0xff;
    if (!versionsSeen && command != CellCommand.VERSIONS) {
      throw new ProtocolViolation(
          Reason.UNEXPECTED, CellCommand.name(command) + " came before VERSIONS");
    }
    if (!CellCommand.isVariable(command)) {
      return Cells.FIXED_LENGTH;
    }
    int header = versionsSeen ? LONG_HEADER : SHORT_HEADER;
    if (available < header) {
      return -1;
    }
    int length = (in[at + header - 2] & 0xff) << 8 | (in[at + header - 1] & 0xff);
    if (length > largest) {
      throw new ProtocolViolation(
          Reason.TOO_LARGE, CellCommand.name(command) + " announces " + length + " bytes");
    }
    return header + length;
  }

  private void emit(byte[] in, int at, int whole, CellHandler handler) throws ProtocolViolation {
    if (!versionsSeen) {
      versionsSeen = true;
      int id = (in[at] & 0xff) << 8 | (in[at + 1] & 0xff);
      handler.cell(id, CellCommand.VERSIONS, in, at + SHORT_HEADER, whole - SHORT_HEADER);
      return;
    }
    int id = Cells.circuitId(in, at);
    int command = in[at + 4] & 0xff;
    int header = CellCommand.isVariable(command) ? LONG_HEADER : Cells.HEADER_LENGTH;
    handler.cell(id, command, in, at + header, whole - header);
  }
}
