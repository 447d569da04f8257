// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.crypto.Ed25519Keys;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class Ed25519CertificateTest {

  private final byte[] seed = new byte[32];
  private final Ed25519Identity signer = new Ed25519Identity(Ed25519Keys.publicKey(seed));

  @Test
  void whatIsMadeIsRead() throws Exception {
    Instant expires = Instant.parse("2026-11-21T03:30:00Z");
    byte[] key = new byte[32];
    key[5] = 7;
    var made = Ed25519Certificate.make(4, expires, 1, key, seed, true);
    var read = Ed25519Certificate.parse(made.encoded());
    assertThat(read.type()).isEqualTo(4);
    assertThat(read.expires()).isEqualTo(Instant.parse("2026-11-21T04:00:00Z"));
    assertThat(read.certifiedKey()).isEqualTo(key);
    assertThat(read.signingKey()).isEqualTo(signer);
    assertThat(read.isSignedBy(signer)).isTrue();
    assertThat(read.isSignedBy(new Ed25519Identity(key))).isFalse();
  }

  @Test
  void anExtensionThatMattersMustBeKnown() throws Exception {
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> Ed25519Certificate.parse(withExtension(1, 99, 1)))
        .withMessageContaining("99");
    var tolerated = Ed25519Certificate.parse(withExtension(1, 99, 0));
    assertThat(tolerated.signingKey()).isNull();
    assertThat(tolerated.isSignedBy(signer)).isTrue();
  }

  @Test
  void countsAndLengthsMustFit() {
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> Ed25519Certificate.parse(withExtension(2, 99, 0)));
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> Ed25519Certificate.parse(withExtension(0, 99, 0)));
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> Ed25519Certificate.parse(withExtension(1, 4, 0)));
  }

  /** One extension of three bytes, however many are announced. */
  private byte[] withExtension(int announced, int type, int flags) {
    var out = new ByteWriter().u8(1).u8(4).u32(500_000).u8(1).zeros(32).u8(announced);
    out.u16(3).u8(type).u8(flags).zeros(3);
    return out.bytes(Ed25519Keys.sign(seed, out.toByteArray())).toByteArray();
  }
}
