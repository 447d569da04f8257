// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

/** The counterpart of {@link HopCipher}: what a relay does to the bodies of relay cells. */
public interface RelayCipher {

  /**
   * Decrypts a cell that comes from the client.
   *
   * @return whether it is for this relay
   */
  boolean fromClient(int command, byte[] from, int fromOffset, byte[] to, int toOffset);

  /** Makes a cell of this relay for the client, and encrypts it. The source is changed, too. */
  void toClient(int command, byte[] from, int fromOffset, byte[] to, int toOffset);

  /** Encrypts a cell that comes from a relay behind this one. */
  void passToClient(int command, byte[] from, int fromOffset, byte[] to, int toOffset);

  /** A copy of the tag of the client's cell that was last recognised. */
  byte[] clientTag();

  /** A copy of the tag of the cell that was last made. */
  byte[] relayTag();
}
