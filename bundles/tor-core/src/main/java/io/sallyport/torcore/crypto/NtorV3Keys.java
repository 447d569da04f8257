// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import static io.sallyport.torcore.crypto.NtorV3Functions.PROTOID;
import static io.sallyport.torcore.crypto.NtorV3Functions.framed;

import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.cert.Ed25519Identity;

/**
 * What both sides of ntor-v3 compute (proposal 332).
 *
 * @param id the relay
 * @param onion its onion key
 * @param client the client's ephemeral key
 * @param verification what both sides must have in common besides
 */
record NtorV3Keys(
    Ed25519Identity id, Curve25519Key onion, Curve25519Key client, byte[] verification) {

  /** What protects the client's message: an encryption key, then a MAC key. */
  KeyStream messageKeys(byte[] fixed) {
    return NtorV3Functions.derive(
        "kdf_phase1",
        new ByteWriter(256)
            .bytes(fixed)
            .bytes(id.bytes())
            .bytes(client.bytes())
            .bytes(onion.bytes())
            .ascii(PROTOID)
            .bytes(framed(verification))
            .toByteArray());
  }

  byte[] messageMac(byte[] key, byte[] encrypted) {
    return NtorV3Functions.mac(
        "msg_mac",
        key,
        new ByteWriter(256)
            .bytes(id.bytes())
            .bytes(onion.bytes())
            .bytes(client.bytes())
            .bytes(encrypted)
            .toByteArray());
  }

  /** The input of everything that follows once both ephemeral keys are known. */
  byte[] secret(byte[] ephemeral, byte[] fixed, Curve25519Key relay) {
    return new ByteWriter(256)
        .bytes(ephemeral)
        .bytes(fixed)
        .bytes(id.bytes())
        .bytes(onion.bytes())
        .bytes(client.bytes())
        .bytes(relay.bytes())
        .ascii(PROTOID)
        .bytes(framed(verification))
        .toByteArray();
  }

  /** The key of the relay's message, then key material for the circuit. */
  KeyStream finalKeys(byte[] secret) {
    return NtorV3Functions.derive("kdf_final", NtorV3Functions.hash("key_seed", secret));
  }

  byte[] auth(byte[] secret, Curve25519Key relay, byte[] messageMac, byte[] encrypted) {
    return NtorV3Functions.hash(
        "auth_final",
        new ByteWriter(512)
            .bytes(NtorV3Functions.hash("verify", secret))
            .bytes(id.bytes())
            .bytes(onion.bytes())
            .bytes(relay.bytes())
            .bytes(client.bytes())
            .bytes(messageMac)
            .bytes(framed(encrypted))
            .ascii(PROTOID)
            .ascii("Server")
            .toByteArray());
  }
}
