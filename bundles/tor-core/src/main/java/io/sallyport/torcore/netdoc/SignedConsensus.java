// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A microdescriptor consensus that nobody has vouched for yet. Of its text only the header, which
 * says for when it is, and the signatures have been read. {@link #check} tells whether to trust it;
 * only then {@link #read} it. Immutable.
 */
public final class SignedConsensus {

  /** Longest consensus that is read, in bytes. */
  public static final int MAX_LENGTH = 32 * 1024 * 1024;

  private static final int MAX_SIGNATURES = 256;
  private static final byte[] FIRST = Items.ascii("network-status-version 3 microdesc\n");
  private static final byte[] SIGNATURES = Items.ascii("\ndirectory-signature ");
  private static final byte[] SIGNATURE = Items.ascii("directory-signature");

  private final byte[] data;
  private final int signedEnd;
  private final ConsensusHeader header;
  private final List<DirectorySignature> signatures;
  private final Digest256 digest;

  private SignedConsensus(
      byte[] data,
      int signedEnd,
      ConsensusHeader header,
      List<DirectorySignature> signatures,
      Digest256 digest) {
    this.data = data;
    this.signedEnd = signedEnd;
    this.header = header;
    this.signatures = signatures;
    this.digest = digest;
  }

  /**
   * Reads the header and the signatures.
   *
   * @param data the whole document; kept, and not to be changed any more
   */
  public static SignedConsensus open(byte[] data) throws NetdocException {
    if (data.length > MAX_LENGTH) {
      throw new NetdocException(Kind.TOO_LARGE, "the consensus is too long");
    }
    if (!at(data, 0, FIRST)) {
      boolean shortened =
          data.length < FIRST.length && Arrays.equals(data, 0, data.length, FIRST, 0, data.length);
      throw shortened
          ? new NetdocException(Kind.TRUNCATED, "the consensus ends in its first line")
          : new NetdocException(Kind.UNSUPPORTED, "not a consensus of version 3 and microdesc");
    }
    var header = ConsensusHeader.read(data);
    int before = find(data, header.end() - 1);
    if (before < 0) {
      throw new NetdocException(Kind.TRUNCATED, "the consensus has no signatures");
    }
    var items = new Items(data, before + 1, data.length);
    var signatures = new ArrayList<DirectorySignature>();
    while (items.advance()) {
      if (!items.is(SIGNATURE)) {
        throw items.problem(Kind.MISPLACED, "something follows the signatures");
      }
      if (signatures.size() == MAX_SIGNATURES) {
        throw items.problem(Kind.TOO_LARGE, "there are too many signatures");
      }
      signatures.add(DirectorySignature.read(items));
    }
    int signedEnd = before + SIGNATURES.length;
    var sha256 = Digests.sha256();
    sha256.update(data, 0, signedEnd);
    return new SignedConsensus(
        data, before + 1, header, List.copyOf(signatures), Digest256.of(sha256.digest()));
  }

  /** For when it says that it is. Not to be believed before {@link #check}. */
  public Lifetime lifetime() {
    return header.lifetime();
  }

  /** Which certificates it can be checked with. Not to be believed before {@link #check}. */
  public Set<AuthorityCertificate.Id> certificates() {
    var all = new HashSet<AuthorityCertificate.Id>();
    signatures.forEach(signature -> all.add(signature.certificate()));
    return all;
  }

  /** SHA-256 of what is signed. */
  public Digest256 digest() {
    return digest;
  }

  /** SHA3-256 of what is signed, by which diffs name it. */
  public Digest256 diffDigest() {
    var sha3 = Digests.sha3();
    sha3.update(data, 0, signedEnd + SIGNATURES.length - 1);
    return Digest256.of(sha3.digest());
  }

  /** The whole document. Not to be changed. */
  public byte[] data() {
    return data;
  }

  /**
   * Whether more than half of the authorities that we know have signed it. Signatures of others,
   * and over another digest than SHA-256, are passed over; several of one authority count once.
   *
   * @param authorities identities of all authorities that we know
   * @param certificates gives the certificate that we hold; null where we hold none
   */
  public SignatureVerdict check(
      Collection<RsaIdentity> authorities,
      Function<AuthorityCertificate.Id, @Nullable AuthorityCertificate> certificates,
      Instant now) {
    int needed = authorities.size() / 2 + 1;
    var good = new HashSet<RsaIdentity>();
    var wrong = new HashSet<RsaIdentity>();
    var unknown = new HashSet<RsaIdentity>();
    var missing = new HashSet<AuthorityCertificate.Id>();
    byte[] signed = digest.bytes();
    for (var signature : signatures) {
      var authority = signature.authority();
      if (!authorities.contains(authority)) {
        unknown.add(authority);
      } else if (!good.contains(authority) && signature.algorithm().equals("sha256")) {
        var certificate = certificates.apply(signature.certificate());
        if (certificate == null || !certificate.isUsable(now)) {
          missing.add(signature.certificate());
        } else if (certificate.signingKey().hasSigned(signed, signature.signature())) {
          good.add(authority);
        } else {
          wrong.add(authority);
        }
      }
    }
    wrong.removeAll(good);
    missing.removeIf(id -> good.contains(id.authority()));
    if (good.size() >= needed) {
      return new SignatureVerdict.Trusted(Set.copyOf(good));
    }
    long hoped = missing.stream().map(AuthorityCertificate.Id::authority).distinct().count();
    if (good.size() + hoped >= needed) {
      return new SignatureVerdict.NeedsCertificates(Set.copyOf(missing), good.size(), needed);
    }
    return new SignatureVerdict.Refused(
        "%d of %d authorities have signed the consensus where %d are needed (%d wrong signatures, %d of authorities that are not known)"
            .formatted(good.size(), authorities.size(), needed, wrong.size(), unknown.size()));
  }

  /** Reads all of it. For a consensus that has been checked. */
  public Consensus read() throws NetdocException {
    return new ConsensusReader(data, header, signedEnd, digest).read();
  }

  /** The first line of signatures at or after {@code from}: where the newline before it is. */
  private static int find(byte[] data, int from) {
    for (int i = from; i <= data.length - SIGNATURES.length; i++) {
      if (data[i] == '\n' && data[i + 1] == 'd' && at(data, i, SIGNATURES)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean at(byte[] data, int from, byte[] text) {
    return data.length - from >= text.length
        && Arrays.equals(data, from, from + text.length, text, 0, text.length);
  }
}
