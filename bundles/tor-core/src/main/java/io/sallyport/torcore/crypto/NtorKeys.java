// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.cert.RsaIdentity;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What both sides of ntor compute from the two shared secrets (tor-spec §5.1.4, §5.2.2). */
final class NtorKeys implements KeyStream {

  static final String PROTOID = "ntor-curve25519-sha256-1";
  static final int MAC_LENGTH = 32;

  private static final byte[] EXPAND = ascii(PROTOID + ":key_expand");

  private final Mac expand;
  private final byte[] auth;
  private byte[] block = new byte[0];
  private int used;
  private int counter;

  NtorKeys(
      byte[] ephemeral,
      byte[] fixed,
      RsaIdentity id,
      Curve25519Key onion,
      Curve25519Key client,
      Curve25519Key relay) {
    byte[] secret =
        new ByteWriter(256)
            .bytes(ephemeral)
            .bytes(fixed)
            .bytes(id.bytes())
            .bytes(onion.bytes())
            .bytes(client.bytes())
            .bytes(relay.bytes())
            .ascii(PROTOID)
            .toByteArray();
    byte[] verify = mac(ascii(PROTOID + ":verify")).doFinal(secret);
    byte[] authInput =
        new ByteWriter(256)
            .bytes(verify)
            .bytes(id.bytes())
            .bytes(onion.bytes())
            .bytes(relay.bytes())
            .bytes(client.bytes())
            .ascii(PROTOID + "Server")
            .toByteArray();
    auth = mac(ascii(PROTOID + ":mac")).doFinal(authInput);
    expand = mac(mac(ascii(PROTOID + ":key_extract")).doFinal(secret));
  }

  /** AUTH of the reply. */
  byte[] auth() {
    return auth;
  }

  /** HKDF of RFC 5869, expanding. */
  @Override
  public byte[] take(int length) {
    byte[] out = new byte[length];
    for (int filled = 0; filled < length; ) {
      if (used == block.length) {
        nextBlock();
      }
      int part = Math.min(length - filled, block.length - used);
      System.arraycopy(block, used, out, filled, part);
      used += part;
      filled += part;
    }
    return out;
  }

  private void nextBlock() {
    if (++counter > 255) {
      throw new IllegalArgumentException("HKDF gives no more than 255 blocks");
    }
    expand.update(block);
    expand.update(EXPAND);
    expand.update((byte) counter);
    block = expand.doFinal();
    used = 0;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Mac mac(byte[] key) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256", e);
    }
  }
}
