// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Documents of a private network of C tor 0.4.9.11: three authorities, nine relays. */
public final class Samples {

  /** When the consensus of the sample is fresh. */
  public static final Instant NOW = Instant.parse("2026-11-21T03:20:00Z");

  private Samples() {}

  /** A file beside this class. */
  public static byte[] bytes(String name) {
    try (var in = Objects.requireNonNull(Samples.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The certificates by their names. */
  public static Map<AuthorityCertificate.Id, AuthorityCertificate> certificates() {
    var all = new HashMap<AuthorityCertificate.Id, AuthorityCertificate>();
    for (var entry : AuthorityCertificate.readAll(bytes("certificates")).entries()) {
      all.put(entry.certificate().id(), entry.certificate());
    }
    return all;
  }

  /** The authorities that vote. */
  public static Set<RsaIdentity> voters() {
    return certificates().keySet().stream()
        .map(AuthorityCertificate.Id::authority)
        .collect(Collectors.toSet());
  }

  /** The consensus, unchecked. */
  public static Consensus consensus() {
    try {
      return SignedConsensus.open(bytes("consensus-microdesc")).read();
    } catch (NetdocException e) {
      throw new AssertionError(e);
    }
  }

  /** The microdescriptors by their digests. */
  public static Map<Digest256, Microdesc> microdescs() {
    return Microdescs.read(bytes("microdescs"), digest -> true).entries().stream()
        .map(Microdescs.Entry::microdesc)
        .collect(Collectors.toMap(Microdesc::digest, microdesc -> microdesc));
  }
}
