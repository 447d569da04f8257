// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.circuit.CircuitParameters;
import io.sallyport.torcore.circuit.HopFeature;
import io.sallyport.torcore.circuit.HopSpec;
import io.sallyport.torcore.guard.GuardSet;
import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdir.Relay;
import io.sallyport.torcore.path.NoPathException;
import io.sallyport.torcore.path.Path;
import io.sallyport.torcore.path.PathRules;
import io.sallyport.torcore.path.PathSelector;
import io.sallyport.torcore.path.Target;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Paths through the network as the directory shows it now, beginning at the client's guards. */
public final class NetDirPaths implements PathSource {

  /** A relay refuses for a minute to try again what it could not connect to. */
  private static final long SUSPICION_NANOS = 60_000_000_000L;

  private final GuardSet guards;
  private final PathRules rules;
  private final SecureRandom random;

  /** Relays that others could not extend to, and when that was. A wish, never a rule. */
  private final Map<RelayIdentity, Long> suspects = new ConcurrentHashMap<>();

  private volatile @Nullable NetDir network;

  /** Without a network; {@link #exit} fails until there is one. */
  public NetDirPaths(GuardSet guards, PathRules rules, SecureRandom random) {
    this.guards = guards;
    this.rules = rules;
    this.random = random;
  }

  /** The network has changed. */
  public void update(NetDir now) {
    guards.update(now);
    network = now;
  }

  /** What is known of the network is too old to build circuits by. */
  public void lost() {
    network = null;
  }

  /** The network that is used; null before the first. */
  public @Nullable NetDir network() {
    return network;
  }

  private NetDir require() throws TorException {
    var now = network;
    if (now == null) {
      throw new TorException(Reason.NOT_READY, "there is no directory to build circuits by");
    }
    return now;
  }

  @Override
  public CircuitPath exit(ExitNeed need) throws TorException {
    var selector = new PathSelector(require(), rules, random);
    try {
      return path(selector.path(target(need), guards::choose, relay -> isUnpromising(relay, need)));
    } catch (NoPathException e) {
      throw new TorException(
          e.missing() == NoPathException.Missing.EXIT ? Reason.EXIT_POLICY : Reason.CIRCUIT,
          String.valueOf(e.getMessage()),
          e);
    }
  }

  private boolean isUnpromising(Relay relay, ExitNeed need) {
    Long since = suspects.get(relay.identity());
    return since != null && System.nanoTime() - since < SUSPICION_NANOS
        || need.avoided().contains(relay.identity());
  }

  private static Target target(ExitNeed need) {
    return need.port() == 0 ? new Target.AnyExit() : new Target.Exit(need.port(), need.ipv6());
  }

  private static CircuitPath path(Path path) {
    var first = path.first();
    return new CircuitPath(
        new RelayEndpoint(first.identity(), first.addresses()),
        path.hops().stream().map(NetDirPaths::hop).toList(),
        path.hops().stream().map(Relay::toString).toList());
  }

  private static HopSpec hop(Relay relay) {
    return HopSpec.of(relay.identity(), relay.addresses(), relay.ntorKey(), features(relay));
  }

  private static Set<HopFeature> features(Relay relay) {
    var features = EnumSet.noneOf(HopFeature.class);
    var protocols = relay.protocols();
    if (protocols.supports("Relay", 4)) {
      features.add(HopFeature.NTOR_V3);
    }
    if (protocols.supports("FlowCtrl", 2)) {
      features.add(HopFeature.CONGESTION_CONTROL);
    }
    if (protocols.supports("Relay", 5)) {
      features.add(HopFeature.SUBPROTOCOL_REQUEST);
    }
    if (protocols.supports("Relay", 6)) {
      features.add(HopFeature.COUNTER_GALOIS);
    }
    if (protocols.supports("Conflux", 1)) {
      features.add(HopFeature.CONFLUX);
    }
    return features;
  }

  @Override
  public boolean serves(CircuitPath path, ExitNeed need) {
    var now = network;
    var rsa = path.exit().identity().rsa();
    if (now == null || rsa == null || need.avoided().contains(path.exit().identity())) {
      return false;
    }
    var selector = new PathSelector(now, rules, random);
    return now.find(rsa).filter(exit -> selector.serves(exit, target(need))).isPresent();
  }

  @Override
  public CircuitParameters parameters() {
    var now = network;
    return now == null
        ? CircuitParameters.DEFAULT
        : new CircuitParameters(now.parameters().get("circwindow"));
  }

  @Override
  public void succeeded(CircuitPath path) {
    var rsa = path.first().identity().rsa();
    if (rsa != null) {
      guards.succeeded(rsa);
    }
  }

  /**
   * Beyond the first hop it is not the guard's fault, as far as anybody can tell; and were it
   * blamed, relays could push a client from guard to guard.
   */
  @Override
  public void failed(CircuitPath path, int hop) {
    var rsa = path.first().identity().rsa();
    if (hop == 0 && rsa != null) {
      guards.failed(rsa);
    } else if (hop < path.hops().size()) {
      suspects.values().removeIf(since -> System.nanoTime() - since > SUSPICION_NANOS);
      suspects.put(path.hops().get(hop).identity(), System.nanoTime());
    }
  }

  /** The guards, best first. */
  public List<GuardSet.Status> guards() {
    return guards.guards();
  }
}
