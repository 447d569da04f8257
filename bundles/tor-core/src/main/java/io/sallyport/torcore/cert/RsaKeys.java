// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.crypto.Digests;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import javax.crypto.Cipher;

/**
 * What Tor does with RSA keys: PKCS#1 signatures of bare digests, and identities (tor-spec §0.3).
 */
public final class RsaKeys {

  private static final String PKCS1 = "RSA/ECB/PKCS1Padding";

  /** Nobody on the network has a larger key; verifying costs more than linearly. */
  private static final int LARGEST_BITS = 4096;

  private RsaKeys() {}

  /** Whether {@code signature} is a signature of exactly these bytes, without a digest's name. */
  public static boolean verifyDigest(RSAPublicKey key, byte[] digest, byte[] signature) {
    if (key.getModulus().bitLength() > LARGEST_BITS) {
      return false;
    }
    try {
      Cipher cipher = Cipher.getInstance(PKCS1);
      cipher.init(Cipher.DECRYPT_MODE, key);
      return MessageDigest.isEqual(digest, cipher.doFinal(signature));
    } catch (GeneralSecurityException e) {
      return false; // padding, length or key are not those of a signature
    }
  }

  /** Signs exactly these bytes. */
  public static byte[] signDigest(RSAPrivateKey key, byte[] digest) {
    try {
      Cipher cipher = Cipher.getInstance(PKCS1);
      cipher.init(Cipher.ENCRYPT_MODE, key);
      return cipher.doFinal(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a key to sign with", e);
    }
  }

  /** SHA-1 of the key in PKCS#1 (tor-spec §1.1). */
  public static RsaIdentity identity(RSAPublicKey key) {
    return new RsaIdentity(Digests.sha1().digest(pkcs1(key)));
  }

  /** SEQUENCE of modulus and exponent, in DER. */
  public static byte[] pkcs1(RSAPublicKey key) {
    byte[] modulus = integer(key.getModulus());
    byte[] exponent = integer(key.getPublicExponent());
    var out = new ByteWriter(modulus.length + exponent.length + 4);
    header(out, 0x30, modulus.length + exponent.length);
    return out.bytes(modulus).bytes(exponent).toByteArray();
  }

  private static byte[] integer(BigInteger value) {
    byte[] bytes = value.toByteArray();
    var out = new ByteWriter(bytes.length + 4);
    header(out, 0x02, bytes.length);
    return out.bytes(bytes).toByteArray();
  }

  private static void header(ByteWriter out, int tag, int length) {
    out.u8(tag);
    if (length < 0x80) {
      out.u8(length);
    } else if (length < 0x100) {
      out.u8(0x81).u8(length);
    } else {
      out.u8(0x82).u16(length);
    }
  }
}
