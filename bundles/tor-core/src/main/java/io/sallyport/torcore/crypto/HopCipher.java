// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

/**
 * What one hop does to the bodies of relay cells, 509 bytes each, seen from the client. Stateful,
 * for one thread. Source and destination of a call are never the same array: the JDK copies its
 * input where they are.
 *
 * <p>The command is that of the cell, RELAY or RELAY_EARLY: there are ciphers that protect it.
 */
public interface HopCipher {

  /** Length of the tag of a cell, in bytes, as SENDME carries it. */
  int tagLength();

  /**
   * Makes a cell that this hop will recognise as its own, and encrypts it for this hop. The source
   * is changed, too.
   */
  void originate(int command, byte[] from, int fromOffset, byte[] to, int toOffset);

  /** Encrypts a cell that this hop passes on to one behind it. */
  void outbound(int command, byte[] from, int fromOffset, byte[] to, int toOffset);

  /**
   * Decrypts a cell that comes from this hop or from one behind it.
   *
   * @return whether this hop made it; {@code to} then holds the plain body
   */
  boolean inbound(int command, byte[] from, int fromOffset, byte[] to, int toOffset);

  /** A copy of the tag of the cell that was last originated. */
  byte[] sentTag();

  /** A copy of the tag of the cell that was last recognised. */
  byte[] receivedTag();
}
