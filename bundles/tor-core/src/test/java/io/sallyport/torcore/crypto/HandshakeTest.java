// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.cert.RsaIdentity;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What relays that are not who they should be can do to a handshake. */
class HandshakeTest {

  private final SecureRandom random = new SecureRandom();
  private final Curve25519Pair onion = Curve25519Pair.generate(random);
  private final RsaIdentity rsa = new RsaIdentity(new byte[20]);
  private final Ed25519Identity ed25519 = new Ed25519Identity(new byte[32]);

  @Test
  void everyChangedByteOfAnAnswerIsNoticed() throws Exception {
    var ntor = new NtorHandshake(rsa, onion.publicKey(), random);
    assertChangesNoticed(ntor, NtorHandshake.accept(ntor.message(), rsa, onion, random).reply());
    var v3 = new NtorV3Handshake(ed25519, onion.publicKey(), List.of(), random);
    assertChangesNoticed(
        v3,
        NtorV3Handshake.accept(v3.message(), ed25519, onion, m -> new byte[] {0}, random).reply());
    var fast = new FastHandshake(random);
    assertChangesNoticed(fast, FastHandshake.accept(fast.message(), random).reply());
  }

  private static void assertChangesNoticed(ClientHandshake client, byte[] reply) {
    for (int i = 0; i < reply.length; i++) {
      byte[] changed = reply.clone();
      changed[i] ^= 1;
      assertThatExceptionOfType(ProtocolViolation.class)
          .as("byte %d of type %d", i, client.type())
          .isThrownBy(() -> client.finish(changed));
      byte[] cut = Arrays.copyOf(reply, i);
      assertThatExceptionOfType(ProtocolViolation.class)
          .as("first %d bytes of type %d", i, client.type())
          .isThrownBy(() -> client.finish(cut));
    }
  }

  @Test
  void keysOfSmallOrderAreRefused() {
    var ntor = new NtorHandshake(rsa, onion.publicKey(), random);
    for (int first : new int[] {0, 1}) {
      byte[] reply = new byte[64];
      reply[0] = (byte) first;
      assertThatExceptionOfType(ProtocolViolation.class)
          .isThrownBy(() -> ntor.finish(reply))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(
            () -> new NtorV3Handshake(ed25519, new Curve25519Key(new byte[32]), List.of(), random));
  }

  @Test
  void requestsForAnotherRelayAreNotAnswered() {
    var other = Curve25519Pair.generate(random);
    var ntor = new NtorHandshake(rsa, other.publicKey(), random);
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> NtorHandshake.accept(ntor.message(), rsa, onion, random));
    byte[] request = new byte[32 * 3 + 31];
    assertThatExceptionOfType(ProtocolViolation.class)
        .isThrownBy(() -> NtorV3Handshake.accept(request, ed25519, onion, m -> m, random));
  }

  @Test
  void extensionsTravelBothWays() throws Exception {
    var asked =
        List.of(
            new HandshakeExtension(HandshakeExtension.SUBPROTOCOL_REQUEST, new byte[] {2, 6}),
            new HandshakeExtension(HandshakeExtension.CONGESTION_CONTROL_REQUEST, new byte[0]));
    var client = new NtorV3Handshake(ed25519, onion.publicKey(), asked, random);
    var granted =
        List.of(
            new HandshakeExtension(
                HandshakeExtension.CONGESTION_CONTROL_RESPONSE, new byte[] {31}));
    var relay =
        NtorV3Handshake.accept(
            client.message(),
            ed25519,
            onion,
            message -> HandshakeExtension.emitList(granted),
            random);

    assertThat(HandshakeExtension.parseList(relay.message()))
        .extracting(HandshakeExtension::type)
        .containsExactly(1, 3);
    var result = client.finish(relay.reply());
    assertThat(result.extensions()).hasSize(1);
    assertThat(result.extensions().getFirst().type()).isEqualTo(2);
    assertThat(result.extensions().getFirst().body()).containsExactly(31);
    assertThat(result.keys().take(72)).isEqualTo(relay.keys().take(72));
  }

  @Test
  void extensionsOfOneTypeTwiceOrTooShortAreRefused() {
    for (byte[] message :
        new byte[][] {{2, 1, 0, 1, 0}, {1}, {1, 1}, {1, 1, 5, 0}, {0, 0}, {1, 1, 0, 9}}) {
      assertThatExceptionOfType(ProtocolViolation.class)
          .as(Arrays.toString(message))
          .isThrownBy(() -> HandshakeExtension.parseList(message));
    }
  }
}
