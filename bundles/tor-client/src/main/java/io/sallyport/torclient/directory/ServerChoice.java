// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.guard.GuardSet;
import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdir.Position;
import io.sallyport.torcore.netdir.RelayWeights;
import io.sallyport.torcore.netdir.TorNetwork;
import io.sallyport.torcore.netdir.WeightedChoice;
import io.sallyport.torcore.netdoc.Consensus;
import io.sallyport.torcore.netdoc.RelayFlag;
import io.sallyport.torcore.netdoc.RouterStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Whom to ask, best first. A client that knows the network asks its guards, which see it anyway;
 * one that has only a consensus asks a few relays of it; one that has nothing asks fallbacks and,
 * when the first of those have failed, authorities, which are few and have other work.
 */
final class ServerChoice {

  private static final int CACHES = 6;
  private static final int FALLBACKS_FIRST = 2;

  private final TorNetwork network;
  private final Supplier<List<GuardSet.Status>> guards;
  private final RandomGenerator random;

  ServerChoice(TorNetwork network, Supplier<List<GuardSet.Status>> guards, RandomGenerator random) {
    this.network = network;
    this.guards = guards;
    this.random = random;
  }

  /**
   * All that may be asked.
   *
   * @param known the network as far as it is known; null for nothing
   */
  List<RelayEndpoint> servers(@Nullable NetDir known) {
    var all = new LinkedHashSet<RelayEndpoint>();
    if (known != null && known.hasEnough()) {
      addGuards(known, all);
    }
    if (known != null) {
      addCaches(known.consensus(), all);
    }
    addFirst(all);
    return List.copyOf(all);
  }

  private void addGuards(NetDir known, LinkedHashSet<RelayEndpoint> all) {
    for (var guard : guards.get()) {
      if (guard.listed() && guard.primary() && !guard.failing()) {
        known
            .find(guard.guard().identity())
            .ifPresent(relay -> all.add(new RelayEndpoint(relay.identity(), relay.addresses())));
      }
    }
  }

  private void addCaches(Consensus consensus, LinkedHashSet<RelayEndpoint> all) {
    var weights = new RelayWeights(consensus);
    var caches =
        new ArrayList<>(
            consensus.relays().stream()
                .filter(relay -> relay.is(RelayFlag.V2_DIR) && relay.address().getPort() > 0)
                .toList());
    var guards = caches.stream().filter(relay -> relay.is(RelayFlag.GUARD)).toList();
    if (guards.size() >= CACHES) {
      caches = new ArrayList<>(guards);
    }
    for (int i = 0; i < CACHES && !caches.isEmpty(); i++) {
      var chosen =
          WeightedChoice.pick(caches, relay -> weights.of(relay, Position.GUARD), random)
              .orElseThrow();
      caches.remove(chosen);
      all.add(endpoint(chosen));
    }
  }

  private void addFirst(LinkedHashSet<RelayEndpoint> all) {
    var fallbacks = new ArrayList<RelayEndpoint>();
    for (var fallback : network.fallbacks()) {
      fallbacks.add(
          new RelayEndpoint(new RelayIdentity(fallback.identity(), null), fallback.addresses()));
    }
    var authorities = new ArrayList<RelayEndpoint>();
    for (var authority : network.authorities()) {
      if (authority.v3Identity() != null && !authority.addresses().isEmpty()) {
        authorities.add(
            new RelayEndpoint(
                new RelayIdentity(authority.identity(), null), authority.addresses()));
      }
    }
    Collections.shuffle(fallbacks, shuffling());
    Collections.shuffle(authorities, shuffling());
    int first = Math.min(FALLBACKS_FIRST, fallbacks.size());
    all.addAll(fallbacks.subList(0, first));
    all.addAll(authorities.subList(0, Math.min(1, authorities.size())));
    all.addAll(fallbacks.subList(first, fallbacks.size()));
    all.addAll(authorities);
  }

  private java.util.Random shuffling() {
    return java.util.Random.from(random);
  }

  private static RelayEndpoint endpoint(RouterStatus relay) {
    return new RelayEndpoint(new RelayIdentity(relay.identity(), null), List.of(relay.address()));
  }
}
