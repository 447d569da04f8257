// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What protects a client's Initial packets (RFC 9001 §5): derived from the connection id that the
 * client chose, so no secret; authentication only tells QUIC from accident.
 */
final class QuicKeys {

  private static final int TAG = 16;

  private final SecretKey key;
  private final byte[] iv;
  private final SecretKey headerProtection;

  private QuicKeys(SecretKey key, byte[] iv, SecretKey headerProtection) {
    this.key = key;
    this.iv = iv;
    this.headerProtection = headerProtection;
  }

  /** The keys of the client that sent its first packet to this connection id. */
  static QuicKeys ofClient(QuicVersion version, byte[] connectionId) {
    try {
      var hkdf = KDF.getInstance("HKDF-SHA256");
      var extract =
          HKDFParameterSpec.ofExtract().addIKM(connectionId).addSalt(version.salt()).extractOnly();
      var initial = hkdf.deriveKey("HKDF", extract);
      var client = new SecretKeySpec(expand(hkdf, initial, "client in", 32), "HKDF");
      return new QuicKeys(
          new SecretKeySpec(expand(hkdf, client, version.label() + " key", 16), "AES"),
          expand(hkdf, client, version.label() + " iv", 12),
          new SecretKeySpec(expand(hkdf, client, version.label() + " hp", 16), "AES"));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** HKDF-Expand-Label of RFC 8446 §7.1 with an empty context. */
  private static byte[] expand(KDF hkdf, SecretKey secret, String label, int length)
      throws GeneralSecurityException {
    byte[] text = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    var info = ByteBuffer.allocate(4 + text.length);
    info.putShort((short) length).put((byte) text.length).put(text).put((byte) 0);
    return hkdf.deriveData(HKDFParameterSpec.expandOnly(secret, info.array(), length));
  }

  /**
   * Takes header and packet protection off (RFC 9001 §5.4, §5.3).
   *
   * @param packet one whole packet
   * @param numberAt offset of its packet number
   * @return its frames
   * @throws Stop if it is not what the client that owns these keys has sent
   */
  byte[] open(byte[] packet, int numberAt) throws Stop {
    Stop.unless(packet.length >= numberAt + 4 + TAG);
    try {
      var ecb = Cipher.getInstance("AES/ECB/NoPadding");
      ecb.init(Cipher.ENCRYPT_MODE, headerProtection);
      byte[] mask = ecb.doFinal(packet, numberAt + 4, 16);
      byte[] header = Arrays.copyOf(packet, numberAt + 4);
      header[0] ^= (byte) (mask[0] & 0x0f);
      int numberLength = (header[0] & 3) + 1;
      byte[] nonce = iv.clone();
      for (int i = 0; i < numberLength; i++) {
        header[numberAt + i] ^= mask[1 + i];
        nonce[nonce.length - numberLength + i] ^= header[numberAt + i];
      }
      int headerLength = numberAt + numberLength;
      var gcm = Cipher.getInstance("AES/GCM/NoPadding");
      gcm.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(8 * TAG, nonce));
      gcm.updateAAD(header, 0, headerLength);
      return gcm.doFinal(packet, headerLength, packet.length - headerLength);
    } catch (AEADBadTagException e) {
      throw Stop.WRONG;
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  private static IllegalStateException missing(GeneralSecurityException e) {
    return new IllegalStateException("this JDK lacks AES-GCM or HKDF-SHA256", e);
  }
}
