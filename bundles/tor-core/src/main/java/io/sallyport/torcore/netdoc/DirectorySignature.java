// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;

/**
 * One authority's signature under a consensus (dir-spec §3.4.1), as it was found: not checked.
 *
 * @param algorithm digest that was signed: {@code sha256}; anything else does not count
 * @param authority who is said to have signed
 * @param signingKey digest of the key that is said to have signed
 * @param signature the bytes, 128 to 512; not to be changed
 */
record DirectorySignature(
    String algorithm, RsaIdentity authority, RsaIdentity signingKey, byte[] signature) {

  /** Which certificate it is checked with. */
  AuthorityCertificate.Id certificate() {
    return new AuthorityCertificate.Id(authority, signingKey);
  }

  static DirectorySignature read(Items item) throws NetdocException {
    item.require(2);
    int first = item.arguments() == 2 ? 0 : 1;
    return new DirectorySignature(
        first == 0 ? "sha1" : item.argument(0),
        Field.fingerprint(item, first),
        Field.fingerprint(item, first + 1),
        item.object("SIGNATURE", 128, 512));
  }
}
