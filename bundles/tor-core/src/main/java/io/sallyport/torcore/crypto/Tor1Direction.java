// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.cell.Cells;
import java.security.DigestException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** One direction of a hop: a stream of AES-CTR and a digest of all cells of its own so far. */
final class Tor1Direction {

  /** Where the four bytes of digest are in a body, and the two that are zero if it is there. */
  private static final int DIGEST = 5;

  private static final int RECOGNIZED = 1;
  private static final int SHOWN = 4;

  private final Cipher cipher;

  /** The digest after the last cell of this hop's own, and room for the next one. */
  private byte[] tag;

  private byte[] spare;
  private MessageDigest running;

  Tor1Direction(byte[] key, MessageDigest seeded) {
    try {
      cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-CTR", e);
    }
    running = seeded;
    tag = new byte[seeded.getDigestLength()];
    spare = new byte[tag.length];
  }

  void crypt(byte[] from, int fromOffset, byte[] to, int toOffset) {
    try {
      cipher.update(from, fromOffset, Cells.BODY_LENGTH, to, toOffset);
    } catch (ShortBufferException e) {
      throw new IndexOutOfBoundsException("no room for the body of a cell");
    }
  }

  /** Writes the digest into a body whose digest field and recognized field are zeroed by this. */
  void stamp(byte[] body, int offset) {
    body[offset + RECOGNIZED] = 0;
    body[offset + RECOGNIZED + 1] = 0;
    Arrays.fill(body, offset + DIGEST, offset + DIGEST + SHOWN, (byte) 0);
    running.update(body, offset, Cells.BODY_LENGTH);
    finish(copy(running), tag);
    System.arraycopy(tag, 0, body, offset + DIGEST, SHOWN);
  }

  /** Whether a decrypted body bears the digest that is next; only then it counts. */
  boolean recognise(byte[] body, int offset) {
    if ((body[offset + RECOGNIZED] | body[offset + RECOGNIZED + 1]) != 0) {
      return false;
    }
    int shown = word(body, offset + DIGEST);
    Arrays.fill(body, offset + DIGEST, offset + DIGEST + SHOWN, (byte) 0);
    MessageDigest tried = copy(running);
    tried.update(body, offset, Cells.BODY_LENGTH);
    MessageDigest next = copy(tried);
    finish(tried, spare);
    body[offset + DIGEST] = (byte) (shown >>> 24);
    body[offset + DIGEST + 1] = (byte) (shown >>> 16);
    body[offset + DIGEST + 2] = (byte) (shown >>> 8);
    body[offset + DIGEST + 3] = (byte) shown;
    // One comparison of a word: how long it takes does not depend on how much of it is right.
    if ((word(spare, 0) ^ shown) != 0) {
      return false;
    }
    byte[] previous = tag;
    tag = spare;
    spare = previous;
    running = next;
    return true;
  }

  byte[] tag() {
    return tag.clone();
  }

  private static void finish(MessageDigest digest, byte[] into) {
    try {
      digest.digest(into, 0, into.length);
    } catch (DigestException e) {
      throw new IllegalStateException(e);
    }
  }

  private static int word(byte[] bytes, int at) {
    return (bytes[at] & 0xff) << 24
        | (bytes[at + 1] & 0xff) << 16
        | (bytes[at + 2] & 0xff) << 8
        | (bytes[at + 3] & 0xff);
  }

  private static MessageDigest copy(MessageDigest digest) {
    try {
      return (MessageDigest) digest.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("a digest of the JDK cannot be copied", e);
    }
  }
}
