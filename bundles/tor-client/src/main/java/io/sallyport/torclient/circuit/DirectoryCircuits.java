// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.TorSocket;
import io.sallyport.torclient.link.Link;
import io.sallyport.torclient.link.LinkPool;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torclient.stream.TorStreamChannel;
import io.sallyport.torcore.circuit.CircuitParameters;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Streams to the directory servers of relays, over circuits of one hop (CREATE_FAST, BEGIN_DIR):
 * what there is before a directory is there. A circuit is used again while it lasts, and closed
 * when it has had no stream for a while. Any thread.
 */
public final class DirectoryCircuits {

  private static final Duration ROUND = Duration.ofSeconds(20);
  private static final Duration UNUSED = Duration.ofSeconds(60);

  private final LinkPool links;
  private final SecureRandom random;
  private final EventLoop loop;
  private final Map<RelayEndpoint, Entry> circuits = new HashMap<>();
  private final Future<?> rounds;
  private boolean closed;

  private static final class Entry {
    final Future<Circuit> circuit;
    long used = System.nanoTime();

    Entry(Future<Circuit> circuit) {
      this.circuit = circuit;
    }

    boolean usable() {
      return !circuit.isDone() || circuit.isSuccess() && circuit.getNow().isOpen();
    }
  }

  /** Begins without circuits. */
  public DirectoryCircuits(LinkPool links, SecureRandom random, EventLoop loop) {
    this.links = links;
    this.random = random;
    this.loop = loop;
    this.rounds =
        loop.scheduleWithFixedDelay(
            this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * A stream to a relay's directory server; blocks, so not to be called on an event loop.
   *
   * @param timeout for connecting, and for each read and write afterwards
   * @throws TorException with what failed: the connection, the link, the circuit or the stream
   */
  public TorSocket open(RelayEndpoint cache, Duration timeout)
      throws TorException, InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    var circuit = await(circuit(cache, timeout), end);
    var leg = circuit.openDirectory(loop);
    try {
      TorStreamChannel channel = await(leg.connected(), end);
      return new TorSocket(channel, timeout);
    } catch (TorException | InterruptedException e) {
      leg.channel().close();
      throw e;
    }
  }

  private static <T> T await(Future<T> future, long end) throws TorException, InterruptedException {
    try {
      return future.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new TorException(Reason.TIMEOUT, "the directory server did not answer in time", e);
    } catch (ExecutionException e) {
      throw TorException.of(Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  private Future<Circuit> circuit(RelayEndpoint cache, Duration deadline) throws TorException {
    synchronized (this) {
      if (closed) {
        throw new TorException(Reason.CLOSED, "the client is closed");
      }
      var known = circuits.get(cache);
      if (known != null && known.usable()) {
        known.used = System.nanoTime();
        return known.circuit;
      }
      var promise = loop.<Circuit>newPromise();
      circuits.put(cache, new Entry(promise));
      var path = new CircuitPath(cache, List.of(), List.of(cache.identity().toString()));
      links.get(cache).addListener((Future<Link> linked) -> build(linked, path, deadline, promise));
      return promise;
    }
  }

  private void build(
      Future<Link> linked, CircuitPath path, Duration deadline, Promise<Circuit> promise) {
    if (!linked.isSuccess()) {
      promise.tryFailure(linked.cause());
      return;
    }
    Circuit.build(linked.getNow(), path, CircuitParameters.DEFAULT, random, deadline)
        .addListener(
            (Future<Circuit> built) -> {
              if (!built.isSuccess()) {
                promise.tryFailure(built.cause());
              } else if (!promise.trySuccess(built.getNow())) {
                built.getNow().close();
              }
            });
  }

  private void round() {
    var over = new ArrayList<Circuit>();
    synchronized (this) {
      circuits
          .values()
          .removeIf(
              one -> {
                if (!one.usable()) {
                  return true;
                }
                if (!one.circuit.isSuccess()) {
                  return false;
                }
                var circuit = one.circuit.getNow();
                if (circuit.streams() > 0) {
                  one.used = System.nanoTime();
                }
                boolean unused = System.nanoTime() - one.used > UNUSED.toNanos();
                if (unused) {
                  over.add(circuit);
                }
                return unused;
              });
    }
    over.forEach(Circuit::close);
  }

  /** The circuits that are built. */
  public synchronized List<Circuit> open() {
    return circuits.values().stream()
        .filter(one -> one.circuit.isSuccess() && one.circuit.getNow().isOpen())
        .map(one -> one.circuit.getNow())
        .toList();
  }

  /** Ends all circuits. */
  public void close() {
    rounds.cancel(false);
    List<Entry> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(circuits.values());
      circuits.clear();
    }
    for (var one : all) {
      one.circuit.cancel(false);
      if (one.circuit.isSuccess()) {
        one.circuit.getNow().close();
      }
    }
  }
}
