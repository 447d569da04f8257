// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.crypto.Curve25519Key;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class FixedBytesTest {

  private static final byte[] KEY = new byte[32];

  static {
    for (int i = 0; i < KEY.length; i++) {
      KEY[i] = (byte) (200 + i);
    }
  }

  @Test
  void whatHasTheSameBytesAndMeansTheSameIsEqual() {
    assertThat(new Ed25519Identity(KEY))
        .isEqualTo(new Ed25519Identity(KEY.clone()))
        .hasSameHashCodeAs(new Ed25519Identity(KEY.clone()))
        .isNotEqualTo(new Curve25519Key(KEY))
        .isNotEqualTo(new Ed25519Identity(new byte[32]));
    assertThat(new RsaIdentity(new byte[20])).isEqualTo(new RsaIdentity(new byte[20]));
  }

  @Test
  void nobodyChangesIt() {
    byte[] given = KEY.clone();
    var identity = new Ed25519Identity(given);
    given[0]++;
    identity.bytes()[1]++;
    assertThat(identity.bytes()).isEqualTo(KEY);
  }

  @Test
  void itIsShownAndReadAsInTheDirectory() {
    var key = new Curve25519Key(KEY);
    assertThat(key.toString()).hasSize(43).doesNotContain("=");
    assertThat(Curve25519Key.ofBase64(key.toString())).isEqualTo(key);
    assertThat(Ed25519Identity.ofBase64(Base64.getEncoder().encodeToString(KEY)).bytes())
        .isEqualTo(KEY);
    var rsa = new RsaIdentity(java.util.Arrays.copyOf(KEY, 20));
    assertThat(rsa.toString()).hasSize(40).startsWith("C8C9CA");
    assertThat(RsaIdentity.ofHex(rsa.toString().toLowerCase(java.util.Locale.ROOT))).isEqualTo(rsa);
  }

  @Test
  void anotherLengthIsRefused() {
    for (int length : new int[] {0, 19, 21, 31, 33}) {
      var bytes = new byte[length];
      assertThatThrownBy(() -> new Ed25519Identity(bytes))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("an Ed25519 identity has 32 bytes");
      assertThatThrownBy(() -> new Curve25519Key(bytes))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> new RsaIdentity(bytes)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
