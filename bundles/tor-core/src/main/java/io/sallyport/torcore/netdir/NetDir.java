// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.netdoc.Consensus;
import io.sallyport.torcore.netdoc.Digest256;
import io.sallyport.torcore.netdoc.Microdesc;
import io.sallyport.torcore.netdoc.NetworkParameters;
import io.sallyport.torcore.netdoc.RelayFlag;
import io.sallyport.torcore.netdoc.RouterStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A consensus and as many of its microdescriptors as there are. Immutable. */
public final class NetDir {

  private final Consensus consensus;
  private final NetworkParameters parameters;
  private final RelayWeights weights;
  private final List<Relay> relays;
  private final Map<RsaIdentity, Relay> byRsa;
  private final Map<Ed25519Identity, Relay> byEd25519;
  private final Set<Digest256> missing;
  private final PathFraction fraction;

  /**
   * Joins.
   *
   * @param microdescs gives the microdescriptor of a digest; null where it is not there
   */
  public NetDir(Consensus consensus, Function<Digest256, @Nullable Microdesc> microdescs) {
    this(consensus, consensus.parameters(), microdescs);
  }

  /**
   * Joins, with parameters of the operator's own.
   *
   * @param parameters those of the consensus, with what the operator has set over them
   */
  public NetDir(
      Consensus consensus,
      NetworkParameters parameters,
      Function<Digest256, @Nullable Microdesc> microdescs) {
    this.consensus = consensus;
    this.parameters = parameters;
    this.weights = new RelayWeights(consensus);
    var joined = new ArrayList<Relay>(consensus.relays().size());
    var guards = new Part(Position.GUARD);
    var middles = new Part(Position.MIDDLE);
    var exits = new Part(Position.EXIT);
    byRsa = HashMap.newHashMap(consensus.relays().size());
    byEd25519 = HashMap.newHashMap(consensus.relays().size());
    missing = new LinkedHashSet<>();
    for (var status : consensus.relays()) {
      if (!isOfUse(status)) {
        continue;
      }
      var microdesc = microdescs.apply(status.microdesc());
      middles.add(status, microdesc);
      if (status.is(RelayFlag.GUARD)) {
        guards.add(status, microdesc);
      }
      if (isExit(status, microdesc)) {
        exits.add(status, microdesc);
      }
      if (microdesc == null) {
        missing.add(status.microdesc());
        continue;
      }
      if (microdesc.ed25519() == null || byEd25519.containsKey(microdesc.ed25519())) {
        continue;
      }
      var relay = new Relay(status, microdesc);
      joined.add(relay);
      byRsa.put(status.identity(), relay);
      byEd25519.put(relay.ed25519(), relay);
    }
    relays = List.copyOf(joined);
    fraction =
        new PathFraction(
            guards.share(), middles.share(), exits.all == 0 ? middles.share() : exits.share());
  }

  /** A relay can be in a path if it speaks ntor, and its Ed25519 identity is agreed on. */
  private static boolean isOfUse(RouterStatus status) {
    return !status.is(RelayFlag.NO_ED_CONSENSUS) && status.protocols().supports("Relay", 2);
  }

  public Consensus consensus() {
    return consensus;
  }

  public NetworkParameters parameters() {
    return parameters;
  }

  public RelayWeights weights() {
    return weights;
  }

  /** Every relay that can be in a path. */
  public List<Relay> relays() {
    return relays;
  }

  /** Those of {@link #relays} for which something holds. */
  public List<Relay> relays(Predicate<Relay> which) {
    return relays.stream().filter(which).toList();
  }

  public Optional<Relay> find(RsaIdentity identity) {
    return Optional.ofNullable(byRsa.get(identity));
  }

  public Optional<Relay> find(Ed25519Identity identity) {
    return Optional.ofNullable(byEd25519.get(identity));
  }

  /** Digests of the microdescriptors that are not there, in the order of the consensus. */
  public Set<Digest256> missing() {
    return java.util.Collections.unmodifiableSet(missing);
  }

  /** Which part of all paths can be built. */
  public PathFraction fraction() {
    return fraction;
  }

  /**
   * Whether that part is large enough for a client to begin: a small one could be chosen for it.
   */
  public boolean hasEnough() {
    return !relays.isEmpty() && fraction.paths() * 100 >= parameters.get("min_paths_for_circs_pct");
  }

  private static boolean isExit(RouterStatus status, @Nullable Microdesc microdesc) {
    return status.is(RelayFlag.EXIT)
        && !status.is(RelayFlag.BAD_EXIT)
        && !(microdesc != null
            && microdesc.policy().rejectsAll()
            && microdesc.policy6().rejectsAll());
  }

  /** Counts relays, and how many of them are known. */
  private final class Part {

    private final Position position;
    private double weight;
    private double knownWeight;
    private int all;
    private int known;

    Part(Position position) {
      this.position = position;
    }

    void add(RouterStatus status, @Nullable Microdesc microdesc) {
      double value = weights.of(status, position);
      weight += value;
      all++;
      if (microdesc != null) {
        knownWeight += value;
        known++;
      }
    }

    double share() {
      if (all == 0) {
        return 0;
      }
      return weight > 0 ? knownWeight / weight : (double) known / all;
    }
  }
}
