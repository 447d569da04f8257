// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cert.RsaIdentity;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;

/** The ntor handshake (tor-spec §5.1.4). */
public final class NtorHandshake implements ClientHandshake {

  /** HTYPE. */
  public static final int TYPE = 2;

  private final RsaIdentity id;
  private final Curve25519Key onion;
  private final Curve25519Pair ephemeral;

  /**
   * Begins with a new key.
   *
   * @param id the relay's RSA identity
   * @param onion its onion key
   */
  public NtorHandshake(RsaIdentity id, Curve25519Key onion, SecureRandom random) {
    this(id, onion, Curve25519Pair.generate(random));
  }

  NtorHandshake(RsaIdentity id, Curve25519Key onion, Curve25519Pair ephemeral) {
    this.id = id;
    this.onion = onion;
    this.ephemeral = ephemeral;
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public byte[] message() {
    return new NtorOpening(id, onion, ephemeral.publicKey()).emit().toByteArray();
  }

  @Override
  public Result finish(byte[] reply) throws ProtocolViolation {
    var in = new ByteReader(reply);
    var relay = new Curve25519Key(in.bytes(Curve25519Key.LENGTH));
    byte[] auth = in.bytes(NtorKeys.MAC_LENGTH);
    var keys =
        new NtorKeys(
            ephemeral.agree(relay),
            ephemeral.agree(onion),
            id,
            onion,
            ephemeral.publicKey(),
            relay);
    if (!MessageDigest.isEqual(auth, keys.auth())) {
      throw new ProtocolViolation(Reason.BAD_DIGEST, "ntor answered by somebody else");
    }
    return new Result(keys, List.of());
  }

  /**
   * The relay's side.
   *
   * @param reply what is sent back
   */
  public record Accepted(byte[] reply, KeyStream keys) {}

  /** Answers a client, with the relay's own identity and onion key. */
  public static Accepted accept(
      byte[] message, RsaIdentity id, Curve25519Pair onion, SecureRandom random)
      throws ProtocolViolation {
    return accept(message, id, onion, Curve25519Pair.generate(random));
  }

  static Accepted accept(
      byte[] message, RsaIdentity id, Curve25519Pair onion, Curve25519Pair ephemeral)
      throws ProtocolViolation {
    var in = new ByteReader(message);
    var client = NtorOpening.client(in, id, onion.publicKey(), "ntor");
    var keys =
        new NtorKeys(
            ephemeral.agree(client),
            onion.agree(client),
            id,
            onion.publicKey(),
            client,
            ephemeral.publicKey());
    byte[] reply =
        new ByteWriter().bytes(ephemeral.publicKey().bytes()).bytes(keys.auth()).toByteArray();
    return new Accepted(reply, keys);
  }
}
