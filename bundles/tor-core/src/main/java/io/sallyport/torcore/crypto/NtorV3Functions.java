// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.bytes.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.digests.SHAKEDigest;

/** The hash, MAC, key derivation and encryption that ntor-v3 is made of (proposal 332 §A.1). */
final class NtorV3Functions {

  static final String PROTOID = "ntor3-curve25519-sha3_256-1";
  static final int KEY_LENGTH = 32;
  static final int DIGEST_LENGTH = 32;

  private NtorV3Functions() {}

  /** SHA3-256 of the framed purpose and the message. */
  static byte[] hash(String purpose, byte[] message) {
    MessageDigest sha3 = Digests.sha3();
    sha3.update(framed(purpose));
    return sha3.digest(message);
  }

  /** The same with a framed key between the two. */
  static byte[] mac(String purpose, byte[] key, byte[] message) {
    MessageDigest sha3 = Digests.sha3();
    sha3.update(framed(purpose));
    sha3.update(framed(key));
    return sha3.digest(message);
  }

  /** SHAKE-256 of the framed purpose and the secret, as long as wanted. */
  static KeyStream derive(String purpose, byte[] secret) {
    var shake = new SHAKEDigest(256);
    byte[] prefix = framed(purpose);
    shake.update(prefix, 0, prefix.length);
    shake.update(secret, 0, secret.length);
    return length -> {
      byte[] out = new byte[length];
      shake.doOutput(out, 0, length);
      return out;
    };
  }

  /** AES-256-CTR from zero, either way; each key is used for one message only. */
  static byte[] crypt(byte[] key, byte[] message) {
    try {
      Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
      cipher.init(
          Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(new byte[16]));
      return cipher.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no AES-CTR", e);
    }
  }

  /** The bytes after their length in eight bytes. */
  static byte[] framed(byte[] bytes) {
    return new ByteWriter(8 + bytes.length).u64(bytes.length).bytes(bytes).toByteArray();
  }

  private static byte[] framed(String purpose) {
    return framed((PROTOID + ":" + purpose).getBytes(StandardCharsets.US_ASCII));
  }
}
