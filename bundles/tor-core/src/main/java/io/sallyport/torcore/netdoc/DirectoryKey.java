// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import javax.crypto.Cipher;

/**
 * An RSA key of a directory authority. It signs bare digests with the padding of PKCS#1 v1.5 and
 * without naming the digest (tor-spec §0.3).
 */
public final class DirectoryKey {

  private static final BigInteger EXPONENT = BigInteger.valueOf(65537);
  private static final int MIN_BITS = 1024;
  private static final int MAX_BITS = 4096;

  private final RsaIdentity digest;
  private final PublicKey key;

  private DirectoryKey(RsaIdentity digest, PublicKey key) {
    this.digest = digest;
    this.key = key;
  }

  /** Reads a key in the DER of PKCS#1: strictly, so that one key has one digest. */
  public static DirectoryKey parse(byte[] der) throws NetdocException {
    var in = new Der(der);
    in.sequence();
    BigInteger modulus = in.positive(MAX_BITS / 8 + 1);
    BigInteger exponent = in.positive(8);
    in.end();
    if (!exponent.equals(EXPONENT)
        || modulus.bitLength() < MIN_BITS
        || modulus.bitLength() > MAX_BITS) {
      throw new NetdocException(
          Kind.VALUE, "a key of " + modulus.bitLength() + " bits or its exponent is not allowed");
    }
    try {
      var key =
          KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, EXPONENT));
      return new DirectoryKey(new RsaIdentity(Digests.sha1().digest(der)), key);
    } catch (GeneralSecurityException e) {
      throw new NetdocException(Kind.VALUE, "a key is not usable");
    }
  }

  /** SHA-1 of its DER. */
  public RsaIdentity digest() {
    return digest;
  }

  /** Whether the key has signed this digest. */
  public boolean hasSigned(byte[] signed, byte[] signature) {
    try {
      var rsa = Cipher.getInstance("RSA/ECB/PKCS1Padding");
      rsa.init(Cipher.DECRYPT_MODE, key);
      return MessageDigest.isEqual(rsa.doFinal(signature), signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** A reader of the little DER that such a key needs. */
  private static final class Der {

    private final byte[] data;
    private int at;

    Der(byte[] data) {
      this.data = data;
    }

    void sequence() throws NetdocException {
      if (length(0x30, data.length) != data.length - at) {
        throw bad();
      }
    }

    BigInteger positive(int longest) throws NetdocException {
      int length = length(0x02, longest);
      if (length == 0 || data[at] < 0 || length > 1 && data[at] == 0 && data[at + 1] >= 0) {
        throw bad();
      }
      at += length;
      return new BigInteger(data, at - length, length);
    }

    void end() throws NetdocException {
      if (at != data.length) {
        throw bad();
      }
    }

    private int length(int tag, int longest) throws NetdocException {
      if (next() != tag) {
        throw bad();
      }
      int length = next();
      if (length >= 0x80) {
        int bytes = length & 0x7f;
        if (bytes < 1 || bytes > 2) {
          throw bad();
        }
        length = next();
        if (bytes == 2) {
          if (length == 0) {
            throw bad();
          }
          length = length << 8 | next();
        } else if (length < 0x80) {
          throw bad();
        }
      }
      if (length > longest || length > data.length - at) {
        throw bad();
      }
      return length;
    }

    private int next() throws NetdocException {
      if (at == data.length) {
        throw bad();
      }
      return data[at++] & 0xff;
    }

    private static NetdocException bad() {
      return new NetdocException(Kind.VALUE, "a key is not in the DER of PKCS#1");
    }
  }
}
