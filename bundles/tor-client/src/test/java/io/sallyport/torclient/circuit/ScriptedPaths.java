// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.sallyport.torclient.TorException;
import io.sallyport.torclient.hostile.HostileRelay;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.circuit.CircuitParameters;
import io.sallyport.torcore.circuit.HopSpec;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Three hops that one relay of tests is all of; notes what it is asked and told. */
public final class ScriptedPaths implements PathSource {

  /** For whom paths were asked, in order. */
  public final List<ExitNeed> asked = new CopyOnWriteArrayList<>();

  /** At which hops circuits broke. */
  final List<Integer> failed = new CopyOnWriteArrayList<>();

  final AtomicInteger succeeded = new AtomicInteger();

  /** What is thrown instead of giving a path. */
  volatile @Nullable TorException refusal;

  /** Whether an exit serves nothing but the port that its path was asked for. */
  volatile boolean byPort;

  private final CircuitPath path;

  /** Paths that begin at a relay. */
  public ScriptedPaths(RelayEndpoint first) {
    var hop =
        HopSpec.of(
            HostileRelay.KEYS.identity(),
            first.addresses(),
            HostileRelay.KEYS.onion.publicKey(),
            Set.of());
    path = new CircuitPath(first, Collections.nCopies(3, hop));
  }

  @Override
  public CircuitPath exit(ExitNeed need) throws TorException {
    asked.add(need);
    var thrown = refusal;
    if (thrown != null) {
      throw thrown;
    }
    return byPort
        ? new CircuitPath(path.first(), path.hops(), List.of("port " + need.port()))
        : path;
  }

  @Override
  public boolean serves(CircuitPath path, ExitNeed need) {
    if (byPort && !path.names().equals(List.of("port " + need.port()))) {
      return false;
    }
    return !need.avoided().contains(path.exit().identity());
  }

  @Override
  public CircuitParameters parameters() {
    return CircuitParameters.DEFAULT;
  }

  @Override
  public void succeeded(CircuitPath path) {
    succeeded.incrementAndGet();
  }

  @Override
  public void failed(CircuitPath path, int hop) {
    failed.add(hop);
  }
}
