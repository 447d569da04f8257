// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.FixedBytes;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.security.MessageDigest;

/**
 * How the client's message begins in both ntor handshakes (tor-spec §5.1.4, proposal 332): whom it
 * means, and its own key.
 *
 * @param id the relay, by the kind of identity that the handshake uses
 * @param onion its onion key
 * @param client the client's ephemeral key
 */
record NtorOpening(FixedBytes id, Curve25519Key onion, Curve25519Key client) {

  ByteWriter emit() {
    return new ByteWriter().bytes(id.bytes()).bytes(onion.bytes()).bytes(client.bytes());
  }

  /**
   * Reads the client's key of a message that means this relay.
   *
   * @param handshake its name, for the exception
   */
  static Curve25519Key client(ByteReader in, FixedBytes id, Curve25519Key onion, String handshake)
      throws ProtocolViolation {
    byte[] meant = in.bytes(id.length());
    byte[] key = in.bytes(Curve25519Key.LENGTH);
    if (!MessageDigest.isEqual(meant, id.bytes()) || !MessageDigest.isEqual(key, onion.bytes())) {
      throw new ProtocolViolation(Reason.UNKNOWN_ID, handshake + " for another relay");
    }
    return new Curve25519Key(in.bytes(Curve25519Key.LENGTH));
  }
}
