// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.ClientStatus.CircuitView;
import io.sallyport.torclient.ClientStatus.ClockView;
import io.sallyport.torclient.ClientStatus.ConsensusView;
import io.sallyport.torclient.ClientStatus.GuardView;
import io.sallyport.torclient.ClientStatus.LinkView;
import io.sallyport.torclient.ClientStatus.StreamView;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.circuit.Circuit;
import io.sallyport.torclient.circuit.CircuitManager;
import io.sallyport.torclient.circuit.CircuitSettings;
import io.sallyport.torclient.circuit.DirectoryCircuits;
import io.sallyport.torclient.circuit.NetDirPaths;
import io.sallyport.torclient.directory.DirectoryListener;
import io.sallyport.torclient.directory.DirectoryManager;
import io.sallyport.torclient.directory.DirectorySettings;
import io.sallyport.torclient.link.ClockSkew;
import io.sallyport.torclient.link.LinkPool;
import io.sallyport.torclient.link.LinkSettings;
import io.sallyport.torclient.state.GuardFile;
import io.sallyport.torclient.state.StateDirectory;
import io.sallyport.torclient.stream.StreamLeg;
import io.sallyport.torcore.guard.GuardSet;
import io.sallyport.torcore.guard.GuardState;
import io.sallyport.torcore.netdir.NetDir;
import io.sallyport.torcore.netdir.TorNetwork;
import io.sallyport.torcore.netdoc.Lifetime;
import io.sallyport.torcore.path.PathRules;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Joins the parts of a client, and takes them apart in the right order. Any thread. */
final class ClientParts {

  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);
  private static final long GUARDS_SECONDS = 10;
  private static final long CLOSE_SECONDS = 5;

  private final List<ClientListener> listeners;
  private final StateDirectory state;
  private final GuardFile guardFile;
  private final GuardSet guards;
  private final NetDirPaths paths;
  private final RelayDialer dialer;
  private final @Nullable SocketDialer ownDialer;
  private final EventLoop loop;
  private final LinkPool links;
  private final DirectoryCircuits directoryCircuits;
  private final CircuitManager circuits;
  private final DirectoryManager directory;
  private final Future<?> guardRounds;
  private volatile Bootstrap bootstrap = Bootstrap.ASLEEP;

  /** For those who wait; another one when the network was lost after it was there. */
  private Promise<Void> ready;

  private boolean started;
  private boolean closed;

  ClientParts(TorClientBuilder with) throws IOException {
    listeners = List.copyOf(with.listeners);
    state = StateDirectory.open(with.dataDirectory);
    try {
      guardFile = new GuardFile(state);
      guards = new GuardSet(guardFile.read().orElse(GuardState.EMPTY), with.clock, with.random);
      paths =
          new NetDirPaths(
              guards, with.testing ? PathRules.TESTING : PathRules.STANDARD, with.random);
      ownDialer = with.dialer == null ? new SocketDialer(1, SOCKET_TIMEOUT) : null;
      dialer = with.dialer == null ? java.util.Objects.requireNonNull(ownDialer) : with.dialer;
      loop = dialer.loop();
      links = new LinkPool(dialer, LinkSettings.standard(with.random, with.clock));
      directoryCircuits = new DirectoryCircuits(links, with.random, loop);
      directory =
          new DirectoryManager(
              DirectorySettings.of(
                  with.network == null ? TorNetwork.publicNetwork() : with.network,
                  with.dataDirectory.resolve("directory"),
                  with.testing),
              new LinkedSource(directoryCircuits, links.clock()),
              guards::guards,
              new Told(),
              with.clock,
              with.random);
      circuits = new CircuitManager(links, paths, CircuitSettings.standard(with.random), loop);
      ready = loop.newPromise();
      guardRounds =
          loop.scheduleWithFixedDelay(
              () -> Thread.ofVirtual().name("tor-guards").start(this::keepGuards),
              GUARDS_SECONDS,
              GUARDS_SECONDS,
              TimeUnit.SECONDS);
    } catch (IOException | RuntimeException e) {
      state.close(); // or the next client could not tell what is wrong, only that it is in use
      throw e;
    }
  }

  EventLoop loop() {
    return dialer.loop();
  }

  CircuitManager circuits() {
    return circuits;
  }

  Bootstrap bootstrap() {
    return bootstrap;
  }

  synchronized Future<Void> start() {
    if (!started && !closed) {
      started = true;
      directory.start();
    }
    return ready;
  }

  /** Tries at once what waits for its time; nothing while asleep. */
  synchronized void retry() {
    if (started && !closed) {
      links.clock().forget();
      directory.retry();
    }
  }

  /** What the directory says is passed on; its own thread calls. */
  private final class Told implements DirectoryListener {

    @Override
    public void network(NetDir now) {
      paths.update(now);
      // At once: whoever is killed early should come back to the same ones. Streams do not wait
      // for the disk.
      Thread.ofVirtual().name("tor-guards").start(ClientParts.this::keepGuards);
    }

    @Override
    public void lost() {
      paths.lost();
      awaitAgain();
    }

    @Override
    public void progress(Bootstrap now) {
      tell(now);
    }

    @Override
    public void warning(String message) {
      warn(message);
    }
  }

  private void warn(String message) {
    for (var listener : listeners) {
      try {
        listener.warning(message);
      } catch (RuntimeException e) {
        // One that breaks keeps neither the others from hearing nor the client from its work.
        reportBroken(e);
      }
    }
  }

  private void tell(Bootstrap now) {
    bootstrap = now;
    if (now.done()) {
      ready().trySuccess(null);
    }
    for (var listener : listeners) {
      try {
        listener.bootstrap(now);
      } catch (RuntimeException e) {
        reportBroken(e);
      }
    }
  }

  private static void reportBroken(RuntimeException why) {
    var thread = Thread.currentThread();
    thread.getUncaughtExceptionHandler().uncaughtException(thread, why);
  }

  private synchronized Promise<Void> ready() {
    return ready;
  }

  /** Whoever comes now waits as in the beginning. */
  private synchronized void awaitAgain() {
    if (ready.isSuccess() && !closed) {
      ready = loop.newPromise();
    }
  }

  private synchronized void keepGuards() {
    if (guards.isChanged()) {
      try {
        guardFile.write(guards.state());
      } catch (IOException e) {
        warn("the guards cannot be kept: " + e.getMessage());
      }
    }
  }

  ClientStatus status() {
    var network = directory.network();
    var linkViews = new ArrayList<LinkView>();
    for (var link : links.open()) {
      linkViews.add(
          new LinkView(
              String.valueOf(link.facts().identity().rsa()), link.facts().version(), link.size()));
    }
    var circuitViews = new ArrayList<CircuitView>();
    circuits.open().forEach(circuit -> circuitViews.add(view(circuit, "exit")));
    directoryCircuits.open().forEach(circuit -> circuitViews.add(view(circuit, "directory")));
    return new ClientStatus(
        bootstrap,
        network == null ? null : view(network.consensus().lifetime()),
        network == null ? 0 : network.relays().size(),
        guards.guards().stream().map(ClientParts::view).toList(),
        linkViews,
        circuitViews,
        view(links.clock().skew()),
        links.bytesRead(),
        links.bytesWritten());
  }

  private static @Nullable ClockView view(@Nullable ClockSkew skew) {
    return skew == null ? null : new ClockView(skew.ahead(), skew.relays());
  }

  private static ConsensusView view(Lifetime lifetime) {
    return new ConsensusView(lifetime.validAfter(), lifetime.freshUntil(), lifetime.validUntil());
  }

  private static GuardView view(GuardSet.Status guard) {
    return new GuardView(
        "$" + guard.guard().rsa() + "~" + guard.guard().nickname(),
        guard.guard().isConfirmed(),
        guard.primary(),
        guard.listed(),
        guard.failing());
  }

  private static CircuitView view(Circuit circuit, String purpose) {
    return new CircuitView(
        circuit.number(),
        circuit.path().names(),
        purpose,
        circuit.age(),
        circuit.legs().stream().map(ClientParts::view).toList());
  }

  private static StreamView view(StreamLeg leg) {
    var target = leg.target();
    return new StreamView(
        target == null ? "directory" : target.host() + ":" + target.port(),
        leg.connected().isSuccess());
  }

  void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    guardRounds.cancel(false);
    ready().tryFailure(new TorException(Reason.CLOSED, "the client is closed"));
    directory.close();
    circuits.close();
    directoryCircuits.close();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
    for (var closing : links.close()) {
      closing.awaitUninterruptibly(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    }
    if (ownDialer != null) {
      ownDialer.close();
    }
    keepGuards();
    state.close();
  }
}
