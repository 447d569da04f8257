// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import java.nio.file.Path;

/**
 * One node of a private network. All ports are on 127.0.0.1.
 *
 * @param nickname its name in the consensus
 * @param dirPort 0 for all but authorities
 * @param data its data directory
 * @param rsaId fingerprint of its RSA identity, 40 upper-case hex digits; empty until keys exist
 * @param ed25519Id its Ed25519 identity, base64 without padding; empty until keys exist
 * @param v3Identity fingerprint of an authority's signing identity; empty for others
 */
public record TorNode(
    String nickname,
    Kind kind,
    int orPort,
    int dirPort,
    int controlPort,
    Path data,
    String rsaId,
    String ed25519Id,
    String v3Identity) {

  /** What it does for the network. */
  public enum Kind {
    AUTHORITY,
    RELAY,
    EXIT
  }

  TorNode withKeys(String rsa, String ed25519, String v3) {
    return new TorNode(nickname, kind, orPort, dirPort, controlPort, data, rsa, ed25519, v3);
  }

  /** The line that makes a client trust this authority (torrc {@code DirAuthority}). */
  public String dirAuthorityLine() {
    return "DirAuthority %s orport=%d no-v2 v3ident=%s 127.0.0.1:%d %s"
        .formatted(nickname, orPort, v3Identity, dirPort, rsaId);
  }
}
