// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.cert.RsaIdentity;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Handshakes of other programs, byte by byte. */
class HandshakeVectorsTest {

  private static final Properties VECTORS = new Properties();

  @BeforeAll
  static void load() throws IOException {
    try (var in = HandshakeVectorsTest.class.getResourceAsStream("handshakes.properties")) {
      VECTORS.load(Objects.requireNonNull(in));
    }
  }

  private static byte[] hex(String key) {
    return HexFormat.of().parseHex(VECTORS.getProperty(key));
  }

  @Test
  void ntor() throws Exception {
    var id = new RsaIdentity(hex("ntor.id"));
    var onion = new Curve25519Pair(hex("ntor.b"));
    var client = new NtorHandshake(id, onion.publicKey(), new Curve25519Pair(hex("ntor.x")));
    assertThat(client.message()).isEqualTo(hex("ntor.request"));

    var relay =
        NtorHandshake.accept(client.message(), id, onion, new Curve25519Pair(hex("ntor.y")));
    assertThat(relay.reply()).isEqualTo(hex("ntor.reply"));

    byte[] keys = hex("ntor.keys");
    assertThat(client.finish(relay.reply()).keys().take(keys.length)).isEqualTo(keys);
    assertThat(relay.keys().take(keys.length)).isEqualTo(keys);
  }

  @Test
  void keyMaterialInPiecesIsTheSame() throws Exception {
    var id = new RsaIdentity(hex("ntor.id"));
    var onion = new Curve25519Pair(hex("ntor.b"));
    var client = new NtorHandshake(id, onion.publicKey(), new Curve25519Pair(hex("ntor.x")));
    KeyStream keys = client.finish(hex("ntor.reply")).keys();
    byte[] expected = hex("ntor.keys");
    for (int i = 0; i < expected.length; i++) {
      assertThat(keys.take(1)[0]).isEqualTo(expected[i]);
    }
  }

  @Test
  void ntorV3() throws Exception {
    var id = new Ed25519Identity(hex("ntor3.id"));
    var onion = new Curve25519Pair(hex("ntor3.b"));
    byte[] verification = hex("ntor3.verification");
    var client =
        new NtorV3Handshake(
            id,
            onion.publicKey(),
            hex("ntor3.clientMessage"),
            verification,
            new Curve25519Pair(hex("ntor3.x")));
    assertThat(client.message()).isEqualTo(hex("ntor3.request"));

    var relay =
        NtorV3Handshake.accept(
            client.message(),
            id,
            onion,
            message -> hex("ntor3.serverMessage"),
            verification,
            new Curve25519Pair(hex("ntor3.y")));
    assertThat(relay.message()).isEqualTo(hex("ntor3.clientMessage"));
    assertThat(relay.reply()).isEqualTo(hex("ntor3.reply"));

    var opened = client.open(relay.reply());
    assertThat(opened.message()).isEqualTo(hex("ntor3.serverMessage"));
    byte[] keys = hex("ntor3.keys");
    assertThat(opened.keys().take(keys.length)).isEqualTo(keys);
    assertThat(relay.keys().take(keys.length)).isEqualTo(keys);
  }

  @Test
  void createFast() throws Exception {
    for (String vector : new String[] {"fast1", "fast2"}) {
      byte[] request = hex(vector + ".request");
      var client = new FastHandshake(fixed(request));
      byte[] keys = hex(vector + ".keys");
      assertThat(client.finish(hex(vector + ".reply")).keys().take(keys.length)).isEqualTo(keys);
    }
  }

  private static SecureRandom fixed(byte[] bytes) {
    return new SecureRandom() {
      private static final long serialVersionUID = 1L;

      @Override
      public void nextBytes(byte[] out) {
        System.arraycopy(bytes, 0, out, 0, out.length);
      }
    };
  }
}
