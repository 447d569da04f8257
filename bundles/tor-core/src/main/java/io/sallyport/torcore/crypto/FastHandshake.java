// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;

/** CREATE_FAST (tor-spec §5.1.5): twenty random bytes each way under the protection of the link. */
public final class FastHandshake implements ClientHandshake {

  /** Length of what either side contributes, in bytes. */
  public static final int LENGTH = 20;

  private final byte[] ours = new byte[LENGTH];

  public FastHandshake(SecureRandom random) {
    random.nextBytes(ours);
  }

  @Override
  public int type() {
    return -1;
  }

  @Override
  public byte[] message() {
    return ours.clone();
  }

  @Override
  public Result finish(byte[] reply) throws ProtocolViolation {
    var in = new ByteReader(reply);
    byte[] theirs = in.bytes(LENGTH);
    byte[] proof = in.bytes(LENGTH);
    byte[] derived = kdfTor(ours, theirs);
    if (!MessageDigest.isEqual(proof, Arrays.copyOf(derived, LENGTH))) {
      throw new ProtocolViolation(Reason.BAD_DIGEST, "CREATED_FAST with keys that are not ours");
    }
    return new Result(new FixedKeyStream(derived, LENGTH), List.of());
  }

  /**
   * The relay's side.
   *
   * @param reply what is sent back
   */
  public record Accepted(byte[] reply, KeyStream keys) {}

  /** Answers a client. */
  public static Accepted accept(byte[] message, SecureRandom random) throws ProtocolViolation {
    byte[] theirs = new ByteReader(message).bytes(LENGTH);
    byte[] ours = new byte[LENGTH];
    random.nextBytes(ours);
    byte[] derived = kdfTor(theirs, ours);
    byte[] reply = new ByteWriter().bytes(ours).bytes(derived, 0, LENGTH).toByteArray();
    return new Accepted(reply, new FixedKeyStream(derived, LENGTH));
  }

  /** KDF-TOR (§5.2.1): SHA-1 of the secret and a counter, as often as keys need it. */
  private static byte[] kdfTor(byte[] client, byte[] relay) {
    var out = new ByteWriter(140);
    MessageDigest sha1 = Digests.sha1();
    for (int i = 0; i < 7; i++) {
      sha1.update(client);
      sha1.update(relay);
      sha1.update((byte) i);
      out.bytes(sha1.digest());
    }
    return out.toByteArray();
  }
}
