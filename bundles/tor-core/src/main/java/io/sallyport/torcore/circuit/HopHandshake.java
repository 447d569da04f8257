// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.crypto.ClientHandshake;
import io.sallyport.torcore.crypto.FastHandshake;
import io.sallyport.torcore.crypto.HandshakeExtension;
import io.sallyport.torcore.crypto.NtorHandshake;
import io.sallyport.torcore.crypto.NtorV3Handshake;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;

/**
 * A hop that is being added: which handshake it gets, what was asked for in it, and what kind of
 * hop comes of the answer.
 */
final class HopHandshake {

  private final ClientHandshake handshake;

  private HopHandshake(ClientHandshake handshake) {
    this.handshake = handshake;
  }

  static HopHandshake fast(SecureRandom random) {
    return new HopHandshake(new FastHandshake(random));
  }

  /** ntor-v3 with who can do it, ntor with everybody else. */
  static HopHandshake with(HopSpec hop, SecureRandom random) throws ProtocolViolation {
    Ed25519Identity ed25519 = hop.identity().ed25519();
    if (ed25519 != null && hop.features().contains(HopFeature.NTOR_V3)) {
      return new HopHandshake(new NtorV3Handshake(ed25519, hop.onionKey(), List.of(), random));
    }
    return new HopHandshake(
        new NtorHandshake(Objects.requireNonNull(hop.identity().rsa()), hop.onionKey(), random));
  }

  boolean isFast() {
    return handshake.type() < 0;
  }

  int type() {
    return handshake.type();
  }

  byte[] message() {
    return handshake.message();
  }

  Hop finish(byte[] reply, CircuitParameters parameters, int firstStreamId)
      throws ProtocolViolation {
    ClientHandshake.Result result = handshake.finish(reply);
    for (HandshakeExtension extension : result.extensions()) {
      if (extension.type() == HandshakeExtension.CONGESTION_CONTROL_RESPONSE) {
        throw new ProtocolViolation(Reason.UNEXPECTED, "congestion control that was not asked for");
      }
    }
    return Hop.tor1(result.keys(), parameters, firstStreamId);
  }
}
