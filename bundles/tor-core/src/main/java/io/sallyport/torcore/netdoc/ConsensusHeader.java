// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a consensus before its relays (dir-spec §3.4.1).
 *
 * @param end where the first relay, or what else follows, begins
 */
record ConsensusHeader(
    int method,
    Lifetime lifetime,
    Duration voteDelay,
    Duration distributionDelay,
    List<String> knownFlags,
    Consensus.Requirements requirements,
    NetworkParameters parameters,
    @Nullable SharedRandom previousRandom,
    @Nullable SharedRandom currentRandom,
    List<Consensus.Voter> voters,
    int end) {

  private static final int MAX_VOTERS = 256;

  /** Reads the items up to the first that belongs to a relay or to the footer. */
  static ConsensusHeader read(byte[] data) throws NetdocException {
    return new Reader(new Items(data, 0, data.length)).read();
  }

  private static final class Reader {

    private final Items items;
    private final Seen seen = new Seen();
    private int method = 1;
    private @Nullable Instant validAfter;
    private @Nullable Instant freshUntil;
    private @Nullable Instant validUntil;
    private Duration voteDelay = Duration.ZERO;
    private Duration distributionDelay = Duration.ZERO;
    private List<String> knownFlags = List.of();
    private Protocols recommendedClient = Protocols.NONE;
    private Protocols recommendedRelay = Protocols.NONE;
    private Protocols requiredClient = Protocols.NONE;
    private Protocols requiredRelay = Protocols.NONE;
    private NetworkParameters parameters = NetworkParameters.DEFAULTS;
    private @Nullable SharedRandom previous;
    private @Nullable SharedRandom current;
    private final List<Consensus.Voter> voters = new ArrayList<>();

    Reader(Items items) {
      this.items = items;
    }

    ConsensusHeader read() throws NetdocException {
      boolean more = items.advance();
      while (more && !isEnd(items.keyword())) {
        item(items.keyword());
        more = items.advance();
      }
      if (!more) {
        throw new NetdocException(Kind.TRUNCATED, "the consensus ends in its header");
      }
      seen.require("vote-status", "voting-delay", "known-flags");
      if (validAfter == null || freshUntil == null || validUntil == null) {
        throw new NetdocException(Kind.MISSING, "a time of validity is missing");
      }
      if (!validAfter.isBefore(freshUntil) || !freshUntil.isBefore(validUntil)) {
        throw new NetdocException(Kind.VALUE, "the times of validity are not in order");
      }
      if (voters.isEmpty()) {
        throw new NetdocException(Kind.MISSING, "no authority is named");
      }
      return new ConsensusHeader(
          method,
          new Lifetime(validAfter, freshUntil, validUntil),
          voteDelay,
          distributionDelay,
          knownFlags,
          new Consensus.Requirements(
              recommendedClient, recommendedRelay, requiredClient, requiredRelay),
          parameters,
          previous,
          current,
          List.copyOf(voters),
          items.start());
    }

    private static boolean isEnd(String keyword) {
      return keyword.equals("r")
          || keyword.equals("directory-footer")
          || keyword.equals("directory-signature");
    }

    private void item(String keyword) throws NetdocException {
      switch (keyword) {
        case "network-status-version" -> seen.once(items);
        case "vote-status" -> {
          seen.once(items);
          if (!items.argument(0).equals("consensus")) {
            throw items.problem(Kind.UNSUPPORTED, "the document is a vote");
          }
        }
        case "consensus-method" -> {
          seen.once(items);
          method = (int) Field.number(items, 0, 1, Integer.MAX_VALUE);
        }
        case "valid-after" -> {
          seen.once(items);
          validAfter = Field.time(items, 0);
        }
        case "fresh-until" -> {
          seen.once(items);
          freshUntil = Field.time(items, 0);
        }
        case "valid-until" -> {
          seen.once(items);
          validUntil = Field.time(items, 0);
        }
        case "voting-delay" -> {
          seen.once(items);
          voteDelay = Duration.ofSeconds(Field.number(items, 0, 2, Integer.MAX_VALUE));
          distributionDelay = Duration.ofSeconds(Field.number(items, 1, 2, Integer.MAX_VALUE));
        }
        case "known-flags" -> {
          seen.once(items);
          knownFlags = flags();
        }
        case "recommended-client-protocols" -> recommendedClient = protocols();
        case "recommended-relay-protocols" -> recommendedRelay = protocols();
        case "required-client-protocols" -> requiredClient = protocols();
        case "required-relay-protocols" -> requiredRelay = protocols();
        case "params" -> {
          seen.once(items);
          parameters = NetworkParameters.of(pairs(items, true));
        }
        case "shared-rand-previous-value" -> {
          seen.once(items);
          previous = SharedRandom.read(items);
        }
        case "shared-rand-current-value" -> {
          seen.once(items);
          current = SharedRandom.read(items);
        }
        case "dir-source" -> voter();
        default -> {
          // contact, vote-digest, package, client-versions, and what is to come.
        }
      }
    }

    private Protocols protocols() throws NetdocException {
      seen.once(items);
      return Protocols.parse(items.rest());
    }

    private List<String> flags() throws NetdocException {
      var all = new ArrayList<String>();
      for (int i = 0; i < items.arguments(); i++) {
        String flag = items.argument(i);
        if (i > 0 && all.get(i - 1).compareTo(flag) >= 0) {
          throw items.value("is not in order");
        }
        all.add(flag);
      }
      return List.copyOf(all);
    }

    private void voter() throws NetdocException {
      items.require(6);
      if (voters.size() == MAX_VOTERS) {
        throw items.problem(Kind.TOO_LARGE, "too many authorities are named");
      }
      RsaIdentity identity = Field.fingerprint(items, 1);
      Field.ipv4(items, 3);
      Field.number(items, 4, 0, 65535);
      Field.number(items, 5, 0, 65535);
      voters.add(new Consensus.Voter(items.argument(0), identity));
    }
  }

  /** Arguments {@code name=number}; {@code ordered} where their order is prescribed. */
  static Map<String, Integer> pairs(Items items, boolean ordered) throws NetdocException {
    var all = new TreeMap<String, Integer>();
    String last = "";
    for (int i = 0; i < items.arguments(); i++) {
      String argument = items.argument(i);
      int equals = argument.indexOf('=');
      if (equals < 1) {
        throw items.value("has an argument that is not a pair");
      }
      String name = argument.substring(0, equals);
      // Authorities order whole arguments, so a-b=1 comes before a=1.
      if (ordered && argument.compareTo(last) <= 0 || all.containsKey(name)) {
        throw items.value("is not in order");
      }
      int from = items.argumentStart(i) + equals + 1;
      int to = items.argumentEnd(i);
      boolean negative = from < to && items.data()[from] == '-';
      long value = Field.digits(items.data(), negative ? from + 1 : from, to);
      if (value < 0 || value > Integer.MAX_VALUE) {
        throw items.value("has a number that does not fit");
      }
      all.put(name, (int) (negative ? -value : value));
      last = argument;
    }
    return all;
  }
}
