// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.link.Link;
import io.sallyport.torclient.link.LinkPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The circuits of a client to exits: finds one that a stream may use, else builds one. Streams of
 * different isolation never share a circuit, nor do streams before and after {@link #retireAll}.
 * For what was needed lately, some unused circuits are held ready. Any thread.
 */
public final class CircuitManager {

  private static final Duration ROUND = Duration.ofSeconds(10);

  private final LinkPool links;
  private final PathSource paths;
  private final CircuitSettings settings;
  private final EventExecutor executor;
  private final List<PooledCircuit> circuits = new ArrayList<>();
  private final Future<?> rounds;
  private final PredictedNeeds predicted;
  private boolean closed;

  /**
   * Begins without circuits.
   *
   * @param executor for time; work is done on the loops of links
   */
  public CircuitManager(
      LinkPool links, PathSource paths, CircuitSettings settings, EventExecutor executor) {
    this.links = links;
    this.paths = paths;
    this.settings = settings;
    this.executor = executor;
    this.predicted = new PredictedNeeds(settings.random());
    this.rounds =
        executor.scheduleWithFixedDelay(
            this::round, ROUND.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A circuit for a stream: one that is there, one that is on its way, or a new one. */
  public Future<Circuit> get(ExitNeed need) {
    var promise = executor.<Circuit>newPromise();
    attempt(need, 1, promise);
    return promise;
  }

  private void attempt(ExitNeed need, int number, Promise<Circuit> promise) {
    PooledCircuit found;
    try {
      found = findOrBuild(need);
    } catch (TorException e) {
      promise.tryFailure(e);
      return;
    }
    found.circuit.addListener(
        (Future<Circuit> done) -> {
          if (promise.isDone()) {
            return;
          }
          if (done.isSuccess()) {
            promise.trySuccess(done.getNow());
          } else if (number < settings.attempts()) {
            executor.schedule(
                () -> attempt(need, number + 1, promise), pause(number), TimeUnit.MILLISECONDS);
          } else {
            promise.tryFailure(
                new TorException(
                    Reason.CIRCUIT,
                    "no circuit after "
                        + number
                        + " attempts; the last: "
                        + done.cause().getMessage(),
                    done.cause()));
          }
        });
    replenish();
  }

  /** Two more attempts at once; those after them should not be a hail. */
  private static long pause(int number) {
    return number <= 2 ? 0 : 100L << Math.min(number, 6);
  }

  private PooledCircuit findOrBuild(ExitNeed need) throws TorException {
    synchronized (this) {
      requireOpen();
      predicted.asked(need, System.nanoTime());
      var found = find(need);
      if (found != null) {
        found.claim(need.isolation());
        return found;
      }
      if (circuits.size() >= settings.most()) {
        throw new TorException(
            Reason.CIRCUIT, "there are " + circuits.size() + " circuits already");
      }
    }
    var path = paths.exit(need);
    var made = build(path);
    var pooled = new PooledCircuit(path, made, need.isolation());
    add(pooled);
    return pooled;
  }

  private void requireOpen() throws TorException {
    if (closed) {
      throw new TorException(Reason.CLOSED, "the client is closed");
    }
  }

  /** Its owner's before unused ones, built before building, idle before busy. */
  private @Nullable PooledCircuit find(ExitNeed need) {
    return circuits.stream()
        .filter(one -> one.usable() && mayShare(one, need) && paths.serves(one.path, need))
        .min(
            Comparator.comparing((PooledCircuit one) -> one.owner == null)
                .thenComparing(one -> !one.circuit.isDone())
                .thenComparingInt(PooledCircuit::streams))
        .orElse(null);
  }

  private boolean mayShare(PooledCircuit one, ExitNeed need) {
    return one.owner == null
        || one.owner.equals(need.isolation()) && !one.olderThan(settings.dirtiness());
  }

  private void add(PooledCircuit pooled) {
    boolean late;
    synchronized (this) {
      late = closed;
      circuits.add(pooled);
    }
    pooled.circuit.addListener(
        (Future<Circuit> done) -> {
          if (done.isSuccess()) {
            paths.succeeded(pooled.path);
            done.getNow().closed().addListener(_ -> remove(pooled));
          } else {
            remove(pooled);
            blame(pooled.path, done.cause());
          }
        });
    if (late) {
      end(pooled);
    }
  }

  /** What is our own doing, is nobody's fault: an end, or a link that is full. */
  private void blame(CircuitPath path, Throwable why) {
    switch (why) {
      case CircuitFailure failure -> paths.failed(path, failure.hop());
      case CancellationException _ -> {}
      case TorException e when e.reason() == Reason.CLOSED || e.reason() == Reason.CIRCUIT -> {}
      default -> paths.failed(path, 0);
    }
  }

  private synchronized void remove(PooledCircuit pooled) {
    circuits.remove(pooled);
  }

  private Future<Circuit> build(CircuitPath path) {
    var promise = executor.<Circuit>newPromise();
    links
        .get(path.first())
        .addListener(
            (Future<Link> linked) -> {
              if (!linked.isSuccess()) {
                promise.tryFailure(linked.cause());
                return;
              }
              Circuit.build(
                      linked.getNow(),
                      path,
                      paths.parameters(),
                      settings.random(),
                      settings.build())
                  .addListener((Future<Circuit> built) -> pass(built, promise));
            });
    return promise;
  }

  private static void pass(Future<Circuit> built, Promise<Circuit> promise) {
    if (!built.isSuccess()) {
      promise.tryFailure(built.cause());
    } else if (!promise.trySuccess(built.getNow())) {
      built.getNow().close();
    }
  }

  // --- keeping some ready, and none for ever

  private void round() {
    var over = new ArrayList<PooledCircuit>();
    synchronized (this) {
      for (var one : circuits) {
        if (one.owner == null ? one.olderThan(settings.unused()) : tooDirty(one)) {
          one.retired = true;
        }
        if (one.retired && one.circuit.isSuccess() && one.streams() == 0) {
          over.add(one);
        }
      }
    }
    over.forEach(CircuitManager::end);
    replenish();
  }

  private boolean tooDirty(PooledCircuit one) {
    return one.olderThan(settings.dirtiness());
  }

  /** Builds what is lacking, of which there is a bound: each one built counts for the next. */
  private void replenish() {
    for (var need : expected()) {
      try {
        for (int lacking = lacking(need); lacking > 0; lacking--) {
          var path = paths.exit(need);
          add(new PooledCircuit(path, build(path), null));
        }
      } catch (TorException e) {
        // Nothing to build with now; the next round tries again.
      }
    }
  }

  private synchronized List<ExitNeed> expected() {
    return closed || settings.ready() == 0 ? List.of() : predicted.expected(System.nanoTime());
  }

  /** How many unused circuits more should be there for a need, those on their way counted. */
  private synchronized int lacking(ExitNeed need) {
    int unused = 0;
    int serving = 0;
    for (var one : circuits) {
      if (one.owner == null && one.usable()) {
        unused++;
        serving += paths.serves(one.path, need) ? 1 : 0;
      }
    }
    int room = Math.min(settings.mostUnused() - unused, settings.most() - circuits.size());
    return closed ? 0 : Math.min(settings.ready() - serving, room);
  }

  private static void end(PooledCircuit pooled) {
    pooled.circuit.cancel(false);
    if (pooled.circuit.isSuccess()) {
      pooled.circuit.getNow().close();
    }
  }

  /** This circuit takes no new streams: it has failed one. */
  public synchronized void retire(Circuit circuit) {
    for (var one : circuits) {
      if (one.circuit.isSuccess() && one.circuit.getNow() == circuit) {
        one.retired = true;
      }
    }
  }

  /** No circuit takes new streams any more (a new identity); streams that are open go on. */
  public void retireAll() {
    synchronized (this) {
      circuits.forEach(one -> one.retired = true);
    }
    executor.execute(this::round);
  }

  /** The circuits that are built. */
  public synchronized List<Circuit> open() {
    var open = new ArrayList<Circuit>();
    for (var one : circuits) {
      if (one.circuit.isSuccess()) {
        open.add(one.circuit.getNow());
      }
    }
    return open;
  }

  /** Ends all circuits; no new ones are built. */
  public void close() {
    List<PooledCircuit> all;
    synchronized (this) {
      closed = true;
      all = List.copyOf(circuits);
    }
    rounds.cancel(false);
    all.forEach(CircuitManager::end);
  }
}
