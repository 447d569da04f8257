// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ByteReader;

/**
 * A relay cell that has been read, as a view of the array that it lies in. Used again for the next
 * cell: keep nothing of it.
 */
public final class RelayCell {

  private int command;
  private int streamId;
  private byte[] buffer = new byte[0];
  private int offset;
  private int length;

  void set(int command, int streamId, byte[] buffer, int offset, int length) {
    this.command = command;
    this.streamId = streamId;
    this.buffer = buffer;
    this.offset = offset;
    this.length = length;
  }

  /** See {@link RelayCommand}. */
  public int command() {
    return command;
  }

  /** 0 if the cell is of the circuit as a whole. */
  public int streamId() {
    return streamId;
  }

  /** The array that holds the data. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the data begin. */
  public int offset() {
    return offset;
  }

  /** How many bytes of data there are. */
  public int length() {
    return length;
  }

  /** Reads the data. */
  public ByteReader reader() {
    return new ByteReader(buffer, offset, length);
  }
}
