// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.fake;

import io.sallyport.torcore.cert.CertsCell;
import io.sallyport.torcore.cert.Ed25519Certificate;
import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.cert.RsaCrossCertificate;
import io.sallyport.torcore.cert.RsaKeys;
import io.sallyport.torcore.crypto.Curve25519Pair;
import io.sallyport.torcore.crypto.Digests;
import io.sallyport.torcore.crypto.Ed25519Keys;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** All keys of a relay, and the certificates that it shows. */
public final class RelayKeys {

  public final KeyPair rsa = rsaPair(1024);
  public final KeyPair tls = rsaPair(2048);
  public final byte[] identitySeed;
  public final byte[] signingSeed;
  public final Curve25519Pair onion;
  public final Instant now;
  public final byte[] tlsCertificate;

  public RelayKeys(SecureRandom random, Instant now) {
    this.now = now;
    identitySeed = Ed25519Keys.generate(random);
    signingSeed = Ed25519Keys.generate(random);
    onion = Curve25519Pair.generate(random);
    tlsCertificate =
        X509Maker.make(
            tls.getPublic(),
            tls.getPrivate(),
            now.minus(Duration.ofDays(1)),
            now.plus(Duration.ofDays(1)));
  }

  /** RSA pairs cost some time; callers keep them. */
  public static KeyPair rsaPair(int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  public Ed25519Identity ed25519() {
    return new Ed25519Identity(Ed25519Keys.publicKey(identitySeed));
  }

  public RelayIdentity identity() {
    return new RelayIdentity(RsaKeys.identity((RSAPublicKey) rsa.getPublic()), ed25519());
  }

  /** The five certificates that relays show, valid for a day. */
  public CertsCell certs() {
    return new CertsCell(certificates(now.plus(Duration.ofDays(1))));
  }

  /** The same by type, to be changed. */
  public Map<Integer, byte[]> certificates(Instant expires) {
    Instant from = now.minus(Duration.ofDays(1));
    Instant later = now.plus(Duration.ofDays(300));
    var all = new TreeMap<Integer, byte[]>();
    all.put(CertsCell.RSA_LINK, X509Maker.make(tls.getPublic(), rsa.getPrivate(), from, later));
    all.put(CertsCell.RSA_IDENTITY, X509Maker.make(rsa.getPublic(), rsa.getPrivate(), from, later));
    all.put(
        Ed25519Certificate.SIGNING_BY_IDENTITY,
        Ed25519Certificate.make(
                Ed25519Certificate.SIGNING_BY_IDENTITY,
                expires,
                Ed25519Certificate.KEY_ED25519,
                Ed25519Keys.publicKey(signingSeed),
                identitySeed,
                true)
            .encoded());
    all.put(
        Ed25519Certificate.LINK_BY_SIGNING,
        Ed25519Certificate.make(
                Ed25519Certificate.LINK_BY_SIGNING,
                expires,
                Ed25519Certificate.KEY_X509_SHA256,
                Digests.sha256().digest(tlsCertificate),
                signingSeed,
                false)
            .encoded());
    all.put(
        CertsCell.RSA_CROSS,
        RsaCrossCertificate.make(ed25519(), expires, (RSAPrivateKey) rsa.getPrivate()).encoded());
    return all;
  }
}
