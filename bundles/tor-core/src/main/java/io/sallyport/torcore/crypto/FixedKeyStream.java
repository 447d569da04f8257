// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import java.util.Arrays;

/** Key material that was derived as one block. */
final class FixedKeyStream implements KeyStream {

  private final byte[] block;
  private int position;

  FixedKeyStream(byte[] block, int from) {
    this.block = block;
    this.position = from;
  }

  @Override
  public byte[] take(int length) {
    if (length > block.length - position) {
      throw new IllegalArgumentException("the handshake gives no more key material");
    }
    byte[] taken = Arrays.copyOfRange(block, position, position + length);
    position += length;
    return taken;
  }
}
