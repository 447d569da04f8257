// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.crypto.Curve25519Key;
import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads microdescriptors that follow one another, as a cache sends them. The text of each is first
 * hashed, and read only if its digest is wanted: a relay's microdescriptor is whatever has the
 * digest that a signed consensus names.
 */
public final class Microdescs {

  /** Longest microdescriptor that is read, in bytes. */
  public static final int MAX_LENGTH = 128 * 1024;

  private static final byte[] FIRST = Items.ascii("onion-key\n");
  private static final byte[] NTOR = Items.ascii("ntor-onion-key");
  private static final byte[] ADDRESS = Items.ascii("a");
  private static final byte[] FAMILY = Items.ascii("family");
  private static final byte[] FAMILY_IDS = Items.ascii("family-ids");
  private static final byte[] POLICY = Items.ascii("p");
  private static final byte[] POLICY6 = Items.ascii("p6");
  private static final byte[] ID = Items.ascii("id");
  private static final byte[] ED25519 = Items.ascii("ed25519");

  private final byte[] data;
  private final Interned<PortPolicy> policies;
  private final List<Entry> read = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private int unwanted;

  private Microdescs(byte[] data) {
    this.data = data;
    this.policies = new Interned<>(data);
  }

  /**
   * A microdescriptor and where its text is.
   *
   * @param offset in what was read
   * @param length in bytes
   */
  public record Entry(Microdesc microdesc, int offset, int length) {}

  /** A text that has a digest that was wanted and yet is no microdescriptor. */
  public record Refused(Digest256 digest, NetdocException why) {}

  /**
   * What was found.
   *
   * @param entries what was wanted and could be read
   * @param refused what was wanted and could not
   * @param unwanted how many texts had a digest that was not wanted
   */
  public record Batch(List<Entry> entries, List<Refused> refused, int unwanted) {}

  /** Reads those whose digest is wanted. Never throws: what is not wanted is only counted. */
  public static Batch read(byte[] data, Predicate<Digest256> wanted) {
    var reader = new Microdescs(data);
    reader.readAll(wanted);
    return new Batch(List.copyOf(reader.read), List.copyOf(reader.refused), reader.unwanted);
  }

  private void readAll(Predicate<Digest256> wanted) {
    var sha256 = Digests.sha256();
    int start = 0;
    while (start < data.length) {
      int end = startOfNext(start);
      sha256.update(data, start, end - start);
      var digest = Digest256.of(sha256.digest());
      if (!wanted.test(digest)) {
        unwanted++;
      } else {
        try {
          read.add(new Entry(microdesc(digest, start, end), start, end - start));
        } catch (NetdocException e) {
          refused.add(new Refused(digest, e));
        }
      }
      start = end;
    }
  }

  /** Where the text that begins at {@code from} ends: before the next line {@code onion-key}. */
  private int startOfNext(int from) {
    for (int at = from; at < data.length; at++) {
      int next = at + 1;
      if (data[at] == '\n'
          && data.length - next >= FIRST.length
          && data[next] == 'o'
          && Arrays.equals(data, next, next + FIRST.length, FIRST, 0, FIRST.length)) {
        return next;
      }
    }
    return data.length;
  }

  private Microdesc microdesc(Digest256 digest, int from, int to) throws NetdocException {
    if (to - from > MAX_LENGTH) {
      throw new NetdocException(Kind.TOO_LARGE, "a microdescriptor is too long");
    }
    if (!Arrays.equals(data, from, Math.min(to, from + FIRST.length), FIRST, 0, FIRST.length)) {
      throw new NetdocException(Kind.SYNTAX, "a microdescriptor begins with onion-key");
    }
    var items = new Items(data, from, to);
    @Nullable Curve25519Key ntor = null;
    @Nullable Ed25519Identity identity = null;
    List<InetSocketAddress> addresses = List.of();
    @Nullable String family = null;
    @Nullable String familyIds = null;
    @Nullable PortPolicy policy = null;
    @Nullable PortPolicy policy6 = null;
    while (items.advance()) {
      if (items.is(NTOR)) {
        first(items, ntor);
        ntor = new Curve25519Key(Field.base64(items, 0, Curve25519Key.LENGTH));
      } else if (items.is(POLICY)) {
        first(items, policy);
        policy = policy(items);
      } else if (items.is(POLICY6)) {
        first(items, policy6);
        policy6 = policy(items);
      } else if (items.is(ID)) {
        items.require(2);
        if (items.argumentIs(0, ED25519)) {
          first(items, identity);
          identity = new Ed25519Identity(Field.base64(items, 1, Ed25519Identity.LENGTH));
        }
      } else if (items.is(FAMILY)) {
        first(items, family);
        family = items.rest();
      } else if (items.is(FAMILY_IDS)) {
        first(items, familyIds);
        familyIds = items.rest();
      } else if (items.is(ADDRESS)) {
        addresses = Field.withAddress(addresses, items);
      }
    }
    if (ntor == null) {
      throw new NetdocException(Kind.MISSING, "ntor-onion-key is missing");
    }
    return new Microdesc(
        digest,
        ntor,
        identity,
        addresses,
        Family.parse(family == null ? "" : family, familyIds == null ? "" : familyIds),
        policy == null ? PortPolicy.REJECT_ALL : policy,
        policy6 == null ? PortPolicy.REJECT_ALL : policy6);
  }

  private PortPolicy policy(Items items) throws NetdocException {
    return policies.get(items.restStart(), items.lineEnd(), () -> PortPolicy.parse(items.rest()));
  }

  private static void first(Items items, @Nullable Object before) throws NetdocException {
    if (before != null) {
      throw items.problem(Kind.MISPLACED, items.keyword() + " comes twice");
    }
  }
}
