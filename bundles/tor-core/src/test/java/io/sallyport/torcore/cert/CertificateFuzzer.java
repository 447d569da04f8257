// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ProtocolViolation;
import java.time.Instant;
import java.util.Arrays;

/**
 * Entry point for Jazzer. What holds for all input: a value or {@link ProtocolViolation}, nothing
 * else; and what was read is written as it was.
 */
public final class CertificateFuzzer {

  private CertificateFuzzer() {}

  public static void fuzzerTestOneInput(byte[] data) {
    try {
      var cell = CertsCell.parse(new ByteReader(data));
      require(cell.encoded().length <= data.length);
      LinkIdentityCheck.verify(cell, data, Instant.EPOCH);
      throw new IllegalStateException("nobody can be proven by noise");
    } catch (ProtocolViolation e) {
      require(!e.getMessage().isEmpty());
    }
    try {
      require(Arrays.equals(data, Ed25519Certificate.parse(data).encoded()));
    } catch (ProtocolViolation e) {
      require(!e.getMessage().isEmpty());
    }
    try {
      require(Arrays.equals(data, RsaCrossCertificate.parse(data).encoded()));
    } catch (ProtocolViolation e) {
      require(!e.getMessage().isEmpty());
    }
    try {
      X509Identity.identityKey(X509Identity.parse(data));
    } catch (ProtocolViolation e) {
      require(!e.getMessage().isEmpty());
    }
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException();
    }
  }
}
