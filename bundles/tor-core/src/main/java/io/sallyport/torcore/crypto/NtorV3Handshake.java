// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cert.Ed25519Identity;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The ntor-v3 handshake (proposal 332): like ntor, with a message each way that is encrypted and
 * authenticated.
 */
public final class NtorV3Handshake implements ClientHandshake {

  /** HTYPE. */
  public static final int TYPE = 3;

  private static final byte[] CIRCUIT = "circuit extend".getBytes(StandardCharsets.US_ASCII);
  private static final int MAC_LENGTH = NtorV3Functions.DIGEST_LENGTH;

  private final NtorV3Keys keys;
  private final Curve25519Pair ephemeral;
  private final byte[] fixed;
  private final byte[] encrypted;
  private final byte[] mac;

  /**
   * Begins with a new key, for a hop of a circuit.
   *
   * @param extensions what we ask for
   * @throws ProtocolViolation if the onion key is none
   */
  public NtorV3Handshake(
      Ed25519Identity id,
      Curve25519Key onion,
      List<HandshakeExtension> extensions,
      SecureRandom random)
      throws ProtocolViolation {
    this(
        id,
        onion,
        HandshakeExtension.emitList(extensions),
        CIRCUIT,
        Curve25519Pair.generate(random));
  }

  NtorV3Handshake(
      Ed25519Identity id,
      Curve25519Key onion,
      byte[] message,
      byte[] verification,
      Curve25519Pair ephemeral)
      throws ProtocolViolation {
    this.ephemeral = ephemeral;
    keys = new NtorV3Keys(id, onion, ephemeral.publicKey(), verification);
    fixed = ephemeral.agree(onion);
    KeyStream messageKeys = keys.messageKeys(fixed);
    encrypted = NtorV3Functions.crypt(messageKeys.take(NtorV3Functions.KEY_LENGTH), message);
    mac = keys.messageMac(messageKeys.take(NtorV3Functions.KEY_LENGTH), encrypted);
  }

  @Override
  public int type() {
    return TYPE;
  }

  @Override
  public byte[] message() {
    return new NtorOpening(keys.id(), keys.onion(), keys.client())
        .emit()
        .bytes(encrypted)
        .bytes(mac)
        .toByteArray();
  }

  @Override
  public Result finish(byte[] reply) throws ProtocolViolation {
    Opened opened = open(reply);
    return new Result(opened.keys, HandshakeExtension.parseList(opened.message));
  }

  /** The relay's message as bytes. */
  Opened open(byte[] reply) throws ProtocolViolation {
    var in = new ByteReader(reply);
    var relay = new Curve25519Key(in.bytes(Curve25519Key.LENGTH));
    byte[] auth = in.bytes(NtorV3Functions.DIGEST_LENGTH);
    byte[] sealed = in.rest();
    byte[] secret = keys.secret(ephemeral.agree(relay), fixed, relay);
    if (!MessageDigest.isEqual(auth, keys.auth(secret, relay, mac, sealed))) {
      throw new ProtocolViolation(Reason.BAD_DIGEST, "ntor-v3 answered by somebody else");
    }
    KeyStream stream = keys.finalKeys(secret);
    byte[] message = NtorV3Functions.crypt(stream.take(NtorV3Functions.KEY_LENGTH), sealed);
    return new Opened(message, stream);
  }

  record Opened(byte[] message, KeyStream keys) {}

  /**
   * The relay's side.
   *
   * @param reply what is sent back
   * @param message what the client said
   */
  public record Accepted(byte[] reply, byte[] message, KeyStream keys) {}

  /**
   * Answers a client that extends a circuit.
   *
   * @param answer makes the relay's message from the client's
   */
  public static Accepted accept(
      byte[] message,
      Ed25519Identity id,
      Curve25519Pair onion,
      UnaryOperator<byte[]> answer,
      SecureRandom random)
      throws ProtocolViolation {
    return accept(message, id, onion, answer, CIRCUIT, Curve25519Pair.generate(random));
  }

  static Accepted accept(
      byte[] message,
      Ed25519Identity id,
      Curve25519Pair onion,
      UnaryOperator<byte[]> answer,
      byte[] verification,
      Curve25519Pair ephemeral)
      throws ProtocolViolation {
    var in = new ByteReader(message);
    var client = NtorOpening.client(in, id, onion.publicKey(), "ntor-v3");
    byte[] encrypted = in.bytes(in.remaining() - MAC_LENGTH);
    byte[] mac = in.bytes(MAC_LENGTH);

    var keys = new NtorV3Keys(id, onion.publicKey(), client, verification);
    byte[] fixed = onion.agree(client);
    KeyStream messageKeys = keys.messageKeys(fixed);
    byte[] messageKey = messageKeys.take(NtorV3Functions.KEY_LENGTH);
    byte[] macKey = messageKeys.take(NtorV3Functions.KEY_LENGTH);
    if (!MessageDigest.isEqual(mac, keys.messageMac(macKey, encrypted))) {
      throw new ProtocolViolation(Reason.BAD_DIGEST, "ntor-v3 with a message that was changed");
    }
    byte[] plain = NtorV3Functions.crypt(messageKey, encrypted);

    Curve25519Key relay = ephemeral.publicKey();
    byte[] secret = keys.secret(ephemeral.agree(client), fixed, relay);
    KeyStream stream = keys.finalKeys(secret);
    byte[] sealed =
        NtorV3Functions.crypt(stream.take(NtorV3Functions.KEY_LENGTH), answer.apply(plain.clone()));
    byte[] reply =
        new ByteWriter()
            .bytes(relay.bytes())
            .bytes(keys.auth(secret, relay, mac, sealed))
            .bytes(sealed)
            .toByteArray();
    return new Accepted(reply, plain, stream);
  }
}
