// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An authority's word that a key signs for it for some months (dir-spec §3.1). Only made by {@link
 * #parse}, so both its signatures are good: that of the long-term identity over all, and that of
 * the signing key over the identity. Validity in time is for the user to check.
 *
 * @param authority digest of the authority's long-term identity key, its {@code v3ident}
 * @param signingKey the key that signs votes and consensuses
 * @param published when it was made
 * @param expires when it ends
 */
public record AuthorityCertificate(
    RsaIdentity authority, DirectoryKey signingKey, Instant published, Instant expires) {

  /** Longest certificate that is read, in bytes. */
  public static final int MAX_LENGTH = 128 * 1024;

  private static final byte[] FIRST = Items.ascii("dir-key-certificate-version");
  private static final byte[] LAST = Items.ascii("dir-key-certification");

  /** Which certificate: one authority may have several. */
  public record Id(RsaIdentity authority, RsaIdentity signingKey) {}

  /** A certificate and where its text is in what was read. */
  public record Entry(AuthorityCertificate certificate, int offset, int length) {}

  /** What was read of several certificates. */
  public record Batch(List<Entry> entries, List<NetdocException> refused) {}

  /** Which certificate it is. */
  public Id id() {
    return new Id(authority, signingKey.digest());
  }

  /** Whether it may be used at a moment. An early one may: the clock may be slow. */
  public boolean isUsable(Instant now) {
    return !now.isAfter(expires);
  }

  /**
   * Reads certificates that follow one another; what is wrong with one does not harm the others.
   */
  public static Batch readAll(byte[] data) {
    var entries = new ArrayList<Entry>();
    var refused = new ArrayList<NetdocException>();
    int from = 0;
    while (from < data.length) {
      int to = from + 1;
      while (to < data.length && !(data[to - 1] == '\n' && starts(data, to, FIRST))) {
        to++;
      }
      try {
        entries.add(new Entry(parse(Arrays.copyOfRange(data, from, to)), from, to - from));
      } catch (NetdocException e) {
        refused.add(e);
      }
      from = to;
    }
    return new Batch(List.copyOf(entries), List.copyOf(refused));
  }

  /** Reads one certificate and checks both its signatures. */
  public static AuthorityCertificate parse(byte[] data) throws NetdocException {
    if (data.length > MAX_LENGTH) {
      throw new NetdocException(Kind.TOO_LARGE, "a certificate is too long");
    }
    var items = new Items(data, 0, data.length);
    if (!items.advance() || !items.is(FIRST)) {
      throw new NetdocException(Kind.SYNTAX, "a certificate begins with its version");
    }
    if (Field.number(items, 0, 0, 1000) != 3) {
      throw items.problem(Kind.UNSUPPORTED, "only certificates of version 3 are known");
    }
    var seen = new Seen();
    @Nullable RsaIdentity fingerprint = null;
    @Nullable DirectoryKey identity = null;
    @Nullable DirectoryKey signing = null;
    @Nullable Instant published = null;
    @Nullable Instant expires = null;
    byte[] cross = new byte[0];
    byte[] signature = new byte[0];
    byte[] signed = new byte[0];
    while (items.advance()) {
      if (seen.has("dir-key-certification")) {
        throw items.problem(Kind.MISPLACED, "something follows the certification");
      }
      switch (items.keyword()) {
        case "fingerprint" -> {
          seen.once(items);
          fingerprint = Field.fingerprint(items, 0);
        }
        case "dir-identity-key" -> {
          seen.once(items);
          identity = DirectoryKey.parse(items.object("RSA PUBLIC KEY", 64, 1024));
        }
        case "dir-signing-key" -> {
          seen.once(items);
          signing = DirectoryKey.parse(items.object("RSA PUBLIC KEY", 64, 1024));
        }
        case "dir-key-published" -> {
          seen.once(items);
          published = Field.time(items, 0);
        }
        case "dir-key-expires" -> {
          seen.once(items);
          expires = Field.time(items, 0);
        }
        case "dir-key-crosscert" -> {
          seen.once(items);
          // dir-spec §3.1: both labels are in use.
          cross = crosscert(items);
        }
        case "dir-key-certification" -> {
          seen.once(items);
          signature = items.object("SIGNATURE", 64, 512);
          var sha1 = Digests.sha1();
          sha1.update(data, 0, items.start() + LAST.length + 1);
          signed = sha1.digest();
        }
        case "dir-key-certificate-version" ->
            throw items.problem(Kind.MISPLACED, "a second certificate begins");
        default -> {
          // dir-address and what is to come.
        }
      }
    }
    seen.require("dir-key-crosscert", "dir-key-certification");
    if (fingerprint == null
        || identity == null
        || signing == null
        || published == null
        || expires == null) {
      throw new NetdocException(Kind.MISSING, "a certificate lacks an item");
    }
    if (!MessageDigest.isEqual(identity.digest().bytes(), fingerprint.bytes())) {
      throw new NetdocException(Kind.VALUE, "the fingerprint is of another key");
    }
    if (!identity.hasSigned(signed, signature)) {
      throw new NetdocException(Kind.BAD_SIGNATURE, "the certification is not by the identity key");
    }
    if (!signing.hasSigned(fingerprint.bytes(), cross)) {
      throw new NetdocException(Kind.BAD_SIGNATURE, "the signing key does not consent");
    }
    return new AuthorityCertificate(fingerprint, signing, published, expires);
  }

  private static byte[] crosscert(Items items) throws NetdocException {
    try {
      return items.object("ID SIGNATURE", 64, 512);
    } catch (NetdocException e) {
      return items.object("SIGNATURE", 64, 512);
    }
  }

  private static boolean starts(byte[] data, int from, byte[] prefix) {
    return data.length - from >= prefix.length
        && data[from] == prefix[0]
        && Arrays.equals(data, from, from + prefix.length, prefix, 0, prefix.length);
  }
}
