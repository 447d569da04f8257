// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import java.security.MessageDigest;

/**
 * The relay cell cipher that every hop speaks (tor-spec §5.2, §5.5): AES-128-CTR each way and a
 * running SHA-1 of which a cell shows four bytes and SENDME twenty.
 */
public final class Tor1Cipher implements HopCipher, RelayCipher {

  private static final int SEED = 20;
  private static final int KEY = 16;

  private final Tor1Direction forward;
  private final Tor1Direction backward;

  /** Takes 72 bytes: digest seeds forward and backward, then keys forward and backward. */
  public Tor1Cipher(KeyStream keys) {
    MessageDigest forwardDigest = seeded(keys.take(SEED));
    MessageDigest backwardDigest = seeded(keys.take(SEED));
    forward = new Tor1Direction(keys.take(KEY), forwardDigest);
    backward = new Tor1Direction(keys.take(KEY), backwardDigest);
  }

  private static MessageDigest seeded(byte[] seed) {
    MessageDigest digest = Digests.sha1();
    digest.update(seed);
    return digest;
  }

  @Override
  public int tagLength() {
    return SEED;
  }

  @Override
  public void originate(int command, byte[] from, int fromOffset, byte[] to, int toOffset) {
    forward.stamp(from, fromOffset);
    forward.crypt(from, fromOffset, to, toOffset);
  }

  @Override
  public void outbound(int command, byte[] from, int fromOffset, byte[] to, int toOffset) {
    forward.crypt(from, fromOffset, to, toOffset);
  }

  @Override
  public boolean inbound(int command, byte[] from, int fromOffset, byte[] to, int toOffset) {
    backward.crypt(from, fromOffset, to, toOffset);
    return backward.recognise(to, toOffset);
  }

  @Override
  public byte[] sentTag() {
    return forward.tag();
  }

  @Override
  public byte[] receivedTag() {
    return backward.tag();
  }

  @Override
  public boolean fromClient(int command, byte[] from, int fromOffset, byte[] to, int toOffset) {
    forward.crypt(from, fromOffset, to, toOffset);
    return forward.recognise(to, toOffset);
  }

  @Override
  public void toClient(int command, byte[] from, int fromOffset, byte[] to, int toOffset) {
    backward.stamp(from, fromOffset);
    backward.crypt(from, fromOffset, to, toOffset);
  }

  @Override
  public void passToClient(int command, byte[] from, int fromOffset, byte[] to, int toOffset) {
    backward.crypt(from, fromOffset, to, toOffset);
  }

  @Override
  public byte[] clientTag() {
    return forward.tag();
  }

  @Override
  public byte[] relayTag() {
    return backward.tag();
  }
}
