// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.circuit;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.TorException;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.link.Link;
import io.sallyport.torclient.stream.StreamLeg;
import io.sallyport.torcore.cell.DestroyReason;
import io.sallyport.torcore.cell.ResolvedAnswer;
import io.sallyport.torcore.circuit.CircuitEvent;
import io.sallyport.torcore.circuit.CircuitListener;
import io.sallyport.torcore.circuit.CircuitParameters;
import io.sallyport.torcore.circuit.CircuitStream;
import io.sallyport.torcore.circuit.ClientCircuit;
import io.sallyport.torcore.circuit.StreamListener;
import io.sallyport.torcore.circuit.StreamTarget;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A circuit on a link, with its streams. Methods may be called on any thread; what they set off
 * happens on the loop of the link.
 */
public final class Circuit implements CircuitListener {

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final Link link;
  private final CircuitPath path;
  private final Set<StreamLeg> legs = ConcurrentHashMap.newKeySet();
  private final Promise<Circuit> built;
  private final Promise<CircuitEvent.Closed> closed;
  private final long number = NUMBERS.incrementAndGet();
  private final long born = System.nanoTime();
  private final ClientCircuit machine;
  private final AtomicInteger streams = new AtomicInteger();
  private volatile boolean open = true;
  private int added;

  private Circuit(Link link, CircuitPath path, CircuitParameters parameters, SecureRandom random)
      throws TorException {
    this.link = link;
    this.path = path;
    this.built = link.loop().newPromise();
    this.closed = link.loop().newPromise();
    this.machine = link.open(id -> new ClientCircuit(id, link.output(), this, parameters, random));
  }

  /**
   * Builds a circuit.
   *
   * @param path its hops; one without hops is made by CREATE_FAST and serves the directory only
   * @param deadline for all hops together
   * @return the circuit when all hops are there; else a {@link CircuitFailure} or {@link
   *     TorException}
   */
  public static Future<Circuit> build(
      Link link,
      CircuitPath path,
      CircuitParameters parameters,
      SecureRandom random,
      Duration deadline) {
    var promise = link.loop().<Circuit>newPromise();
    link.loop()
        .execute(
            () -> {
              try {
                var circuit = new Circuit(link, path, parameters, random);
                circuit.begin(promise, deadline);
              } catch (TorException e) {
                promise.tryFailure(e);
              }
            });
    return promise;
  }

  private void begin(Promise<Circuit> promise, Duration deadline) {
    var late =
        link.loop()
            .schedule(
                () -> fail(CircuitFailure.late(machine.hops())),
                deadline.toMillis(),
                TimeUnit.MILLISECONDS);
    built.addListener(
        (Future<Circuit> done) -> {
          late.cancel(false);
          if (!done.isSuccess()) {
            promise.tryFailure(done.cause());
          } else if (!promise.trySuccess(this)) {
            close(); // whoever wanted it has gone
          }
        });
    if (path.hops().isEmpty()) {
      machine.createFast();
    } else {
      machine.create(path.hops().getFirst());
    }
  }

  private void fail(CircuitFailure why) {
    if (built.tryFailure(why)) {
      machine.close(DestroyReason.NONE);
    }
  }

  @Override
  public void event(CircuitEvent event) {
    switch (event) {
      case CircuitEvent.HopAdded more -> {
        added = more.hops();
        if (added < path.hops().size()) {
          machine.extend(path.hops().get(added));
        } else {
          built.trySuccess(this);
        }
      }
      case CircuitEvent.Closed over -> {
        open = false;
        built.tryFailure(CircuitFailure.of(over, added));
        link.remove(machine.id());
        closed.trySuccess(over);
      }
    }
  }

  /** The link that it is on. */
  public Link link() {
    return link;
  }

  /** Unique among all circuits of this process; its id on the link is nobody's business. */
  public long number() {
    return number;
  }

  /** Its hops; none for one made by CREATE_FAST. */
  public CircuitPath path() {
    return path;
  }

  /** How long it has been there. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - born);
  }

  /** Whether streams can be opened; the answer may be old by then. */
  public boolean isOpen() {
    return open;
  }

  /** How many streams are open or asked for. */
  public int streams() {
    return streams.get();
  }

  /** Done when it is over, with what ended it. */
  public Future<CircuitEvent.Closed> closed() {
    return closed;
  }

  /** Ends it and its streams. */
  public void close() {
    link.loop().execute(() -> machine.close(DestroyReason.NONE));
  }

  /**
   * Opens a stream.
   *
   * @param loop where its channel shall live
   * @return the leg, whose channel takes optimistic data at once
   */
  public StreamLeg open(StreamTarget target, EventLoop loop) {
    return open(listener -> machine.begin(target, listener), target, loop);
  }

  /** Opens a stream to the directory server of the last hop. */
  public StreamLeg openDirectory(EventLoop loop) {
    return open(machine::beginDirectory, null, loop);
  }

  private interface Opening {
    CircuitStream begin(StreamListener listener);
  }

  private StreamLeg open(Opening opening, @Nullable StreamTarget target, EventLoop loop) {
    streams.incrementAndGet();
    var leg = new StreamLeg(link, loop, target, this::over);
    legs.add(leg);
    link.loop()
        .execute(
            () -> {
              try {
                requireOpen();
                leg.opened(opening.begin(leg));
              } catch (TorException e) {
                leg.refused(e);
              } catch (IllegalStateException e) {
                leg.refused(new TorException(Reason.CIRCUIT, "the circuit takes no stream", e));
              }
            });
    return leg;
  }

  private void over(StreamLeg leg) {
    legs.remove(leg);
    streams.decrementAndGet();
  }

  /** The streams that are open or asked for, without lookups. */
  public List<StreamLeg> legs() {
    return List.copyOf(legs);
  }

  private void requireOpen() throws TorException {
    if (!open) {
      throw new TorException(Reason.CIRCUIT, "the circuit is gone");
    }
  }

  /** Has the last hop look something up. */
  public Future<List<ResolvedAnswer>> resolve(String name, Duration deadline) {
    var answers = link.loop().<List<ResolvedAnswer>>newPromise();
    streams.incrementAndGet();
    answers.addListener(_ -> streams.decrementAndGet());
    link.loop()
        .execute(
            () -> {
              var lookup = new Lookup(answers);
              try {
                requireOpen();
                lookup.begin(machine.resolve(name, lookup), link.loop(), deadline);
              } catch (TorException e) {
                answers.tryFailure(e);
              } catch (IllegalStateException e) {
                answers.tryFailure(
                    new TorException(Reason.CIRCUIT, "the circuit takes no stream", e));
              }
            });
    return answers;
  }
}
