// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The sending side of QUIC Initial packets, written apart from the code that it tests. */
final class QuicPackets {

  static final byte[] DCID = HexFormat.of().parseHex("8394c8f03e515708");

  private QuicPackets() {}

  /** A published packet of an RFC's appendix. */
  static byte[] published(String resource) {
    try (var in = QuicPackets.class.getResourceAsStream(resource)) {
      var text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] crypto(int offset, byte[] data) {
    return Hellos.concat(
        new byte[] {6, (byte) (0x80 | offset >> 24), (byte) (offset >> 16), (byte) (offset >> 8)},
        new byte[] {(byte) offset, (byte) (0x40 | data.length >> 8), (byte) data.length},
        data);
  }

  /** A version 1 Initial packet with a 4-byte packet number. */
  static byte[] initial(byte[] dcid, int number, byte[]... frames) {
    byte[] payload = Hellos.concat(frames);
    payload = Arrays.copyOf(payload, Math.max(payload.length, 32));
    int length = 4 + payload.length + 16;
    var head = ByteBuffer.allocate(64);
    head.put((byte) 0xc3).putInt(1).put((byte) dcid.length).put(dcid).put((byte) 0).put((byte) 0);
    head.put((byte) (0x40 | length >> 8)).put((byte) length);
    int numberAt = head.position();
    head.putInt(number);
    byte[] header = Arrays.copyOf(head.array(), head.position());
    try {
      byte[] salt = HexFormat.of().parseHex("38762cf7f55934b34d179ae6a4c80cadccbb7f0a");
      byte[] client = expand(hmac(salt, dcid), "client in", 32);
      byte[] nonce = expand(client, "quic iv", 12);
      for (int i = 0; i < 4; i++) {
        nonce[8 + i] ^= header[numberAt + i];
      }
      var gcm = Cipher.getInstance("AES/GCM/NoPadding");
      var key = new SecretKeySpec(expand(client, "quic key", 16), "AES");
      gcm.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
      gcm.updateAAD(header);
      byte[] sealed = gcm.doFinal(payload);
      var ecb = Cipher.getInstance("AES/ECB/NoPadding");
      ecb.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(expand(client, "quic hp", 16), "AES"));
      byte[] mask = ecb.doFinal(sealed, 0, 16);
      header[0] ^= (byte) (mask[0] & 0x0f);
      for (int i = 0; i < 4; i++) {
        header[numberAt + i] ^= mask[1 + i];
      }
      return Hellos.concat(header, sealed);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] expand(byte[] secret, String label, int length)
      throws GeneralSecurityException {
    byte[] text = ("tls13 " + label).getBytes(StandardCharsets.US_ASCII);
    byte[] info =
        Hellos.concat(new byte[] {0, (byte) length, (byte) text.length}, text, new byte[] {0, 1});
    return Arrays.copyOf(hmac(secret, info), length);
  }

  private static byte[] hmac(byte[] key, byte[] data) throws GeneralSecurityException {
    var mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return mac.doFinal(data);
  }
}
