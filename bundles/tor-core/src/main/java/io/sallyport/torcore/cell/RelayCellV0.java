// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The layout of relay cells that every relay knows (tor-spec §6.1): command, two bytes of
 * "recognized", stream id, four bytes of digest, length, data, padding.
 */
public final class RelayCellV0 implements RelayCellFormat {

  /** There is no state in it. */
  public static final RelayCellV0 INSTANCE = new RelayCellV0();

  /** How many bytes of data fit into a cell. */
  public static final int CAPACITY = 498;

  private static final int HEADER = 11;
  private static final int STREAM_ID = 3;
  private static final int DIGEST = 5;
  private static final int LENGTH = 9;

  /** Zero bytes between data and random padding (§6.1), in case the length grows some day. */
  private static final int GAP = 4;

  private RelayCellV0() {}

  @Override
  public int capacity(int command) {
    return CAPACITY;
  }

  @Override
  public void parse(byte[] body, int offset, RelayCell into) throws ProtocolViolation {
    int length = u16(body, offset + LENGTH);
    if (length > CAPACITY) {
      throw new ProtocolViolation(Reason.MALFORMED, "a relay cell with " + length + " bytes");
    }
    into.set(body[offset] & 0xff, u16(body, offset + STREAM_ID), body, offset + HEADER, length);
  }

  @Override
  public void emit(
      byte[] body,
      int offset,
      int command,
      int streamId,
      byte[] data,
      int dataOffset,
      int length,
      RandomGenerator random) {
    if (length > CAPACITY) {
      throw new IllegalArgumentException("a relay cell takes " + CAPACITY + " bytes");
    }
    body[offset] = (byte) command;
    body[offset + 1] = 0;
    body[offset + 2] = 0;
    body[offset + STREAM_ID] = (byte) (streamId >>> 8);
    body[offset + STREAM_ID + 1] = (byte) streamId;
    Arrays.fill(body, offset + DIGEST, offset + LENGTH, (byte) 0);
    body[offset + LENGTH] = (byte) (length >>> 8);
    body[offset + LENGTH + 1] = (byte) length;
    System.arraycopy(data, dataOffset, body, offset + HEADER, length);
    pad(body, offset + HEADER + length, CAPACITY - length, random);
  }

  private static void pad(byte[] body, int at, int left, RandomGenerator random) {
    int gap = Math.min(GAP, left);
    Arrays.fill(body, at, at + gap, (byte) 0);
    if (left > gap) {
      byte[] padding = new byte[left - gap];
      random.nextBytes(padding);
      System.arraycopy(padding, 0, body, at + gap, padding.length);
    }
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
  }
}
