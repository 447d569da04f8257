// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

/** Where cells go that are to be sent on a link. */
@FunctionalInterface
public interface CellOutput {

  /**
   * Queues bytes for sending, in order. The array is used again by the caller as soon as this
   * returns, so it must be copied.
   *
   * @param buffer holds one whole cell
   * @param offset where the cell begins
   * @param length 514, or more for a cell of variable length
   */
  void write(byte[] buffer, int offset, int length);
}
