// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the relays and the footer of a consensus whose header has been read. */
final class ConsensusReader {

  private static final int MAX_RELAYS = 65_536;
  private static final byte[] R = Items.ascii("r");
  private static final byte[] A = Items.ascii("a");
  private static final byte[] M = Items.ascii("m");
  private static final byte[] S = Items.ascii("s");
  private static final byte[] V = Items.ascii("v");
  private static final byte[] PR = Items.ascii("pr");
  private static final byte[] W = Items.ascii("w");
  private static final byte[] FOOTER = Items.ascii("directory-footer");
  private static final byte[] WEIGHTS = Items.ascii("bandwidth-weights");
  private static final byte[] BANDWIDTH = Items.ascii("Bandwidth=");
  private static final byte[] UNMEASURED = Items.ascii("Unmeasured=1");

  private final ConsensusHeader header;
  private final Digest256 digest;
  private final Items items;
  private final Interned<Set<RelayFlag>> flags;
  private final Interned<String> versions;
  private final Interned<Protocols> protocols;
  private final List<RouterStatus> relays = new ArrayList<>();
  private BandwidthWeights weights = BandwidthWeights.NONE;

  ConsensusReader(byte[] data, ConsensusHeader header, int end, Digest256 digest) {
    this.header = header;
    this.digest = digest;
    this.items = new Items(data, header.end(), end);
    this.flags = new Interned<>(data);
    this.versions = new Interned<>(data);
    this.protocols = new Interned<>(data);
  }

  Consensus read() throws NetdocException {
    byte[] last = new byte[0];
    boolean more = items.advance();
    while (more && items.is(R)) {
      if (relays.size() == MAX_RELAYS) {
        throw items.problem(Kind.TOO_LARGE, "there are too many relays");
      }
      byte[] identity = Field.base64(items, 1, RsaIdentity.LENGTH);
      if (Arrays.compareUnsigned(last, identity) >= 0) {
        throw items.problem(Kind.MISPLACED, "relays are not in the order of their identities");
      }
      last = identity;
      more = relay(new RsaIdentity(identity));
    }
    if (more) {
      footer();
    }
    return new Consensus(
        header.method(),
        header.lifetime(),
        header.voteDelay(),
        header.distributionDelay(),
        header.knownFlags(),
        header.requirements(),
        header.parameters(),
        header.previousRandom(),
        header.currentRandom(),
        header.voters(),
        List.copyOf(relays),
        weights,
        digest);
  }

  /** Reads a relay from its {@code r}; returns whether there is an item after it. */
  private boolean relay(RsaIdentity identity) throws NetdocException {
    items.require(7);
    String nickname = items.argument(0);
    if (!Family.isNickname(nickname)) {
      throw items.value("has a bad nickname");
    }
    Field.time(items, 2);
    var address =
        new InetSocketAddress(Field.ipv4(items, 4), (int) Field.number(items, 5, 0, 65535));
    int dirPort = (int) Field.number(items, 6, 0, 65535);
    List<InetSocketAddress> further = List.of();
    @Nullable Digest256 microdesc = null;
    @Nullable Set<RelayFlag> flagged = null;
    @Nullable String version = null;
    @Nullable Protocols spoken = null;
    long bandwidth = -2;
    boolean unmeasured = false;
    boolean more = items.advance();
    while (more && !items.is(R) && !items.is(FOOTER)) {
      if (items.is(S)) {
        once(flagged);
        flagged = flags.get(items.start(), items.lineEnd(), () -> RelayFlag.read(items));
      } else if (items.is(M)) {
        once(microdesc);
        microdesc = Digest256.of(Field.base64(items, 0, Digest256.LENGTH));
      } else if (items.is(PR)) {
        once(spoken);
        spoken = protocols.get(items.start(), items.lineEnd(), () -> Protocols.parse(items.rest()));
      } else if (items.is(V)) {
        once(version);
        version = versions.get(items.start(), items.lineEnd(), items::rest);
      } else if (items.is(W)) {
        once(bandwidth == -2 ? null : W);
        bandwidth = -1;
        for (int i = 0; i < items.arguments(); i++) {
          int from = items.argumentStart(i);
          int value = from + BANDWIDTH.length;
          int to = items.argumentEnd(i);
          if (value <= to
              && Arrays.equals(items.data(), from, value, BANDWIDTH, 0, BANDWIDTH.length)) {
            bandwidth = Field.number(items, value, to, 0, 0xffff_ffffL);
          } else if (items.argumentIs(i, UNMEASURED)) {
            unmeasured = true;
          }
        }
      } else if (items.is(A)) {
        further = Field.withAddress(further, items);
      }
      more = items.advance();
    }
    if (microdesc == null || flagged == null || spoken == null) {
      throw new NetdocException(Kind.MISSING, "a relay lacks its m, s or pr");
    }
    relays.add(
        new RouterStatus(
            nickname,
            identity,
            address,
            further,
            dirPort,
            microdesc,
            flagged,
            version == null ? "" : version,
            spoken,
            Math.max(-1, bandwidth),
            unmeasured));
    return more;
  }

  private void footer() throws NetdocException {
    if (!items.is(FOOTER)) {
      throw items.problem(Kind.MISPLACED, "the footer does not begin as one");
    }
    var seen = new Seen();
    seen.once(items);
    while (items.advance()) {
      if (items.is(WEIGHTS)) {
        seen.once(items);
        weights = BandwidthWeights.of(ConsensusHeader.pairs(items, false));
      } else if (items.is(FOOTER) || items.is(R)) {
        throw items.problem(Kind.MISPLACED, items.keyword() + " stands in the footer");
      }
    }
  }

  private void once(@Nullable Object before) throws NetdocException {
    if (before != null) {
      throw items.problem(Kind.MISPLACED, items.keyword() + " comes twice for a relay");
    }
  }
}
