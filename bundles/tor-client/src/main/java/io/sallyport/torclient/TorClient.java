// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GenericFutureListener;
import io.netty.util.concurrent.Promise;
import io.sallyport.torclient.TorException.Reason;
import io.sallyport.torclient.circuit.ExitNeed;
import io.sallyport.torcore.cell.ResolvedAnswer;
import io.sallyport.torcore.circuit.StreamTarget;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A Tor client. It contacts the network when it is {@linkplain #start started}, or by the first
 * thing that is asked of it. Any thread; what returns a future does not block, and its failures are
 * {@link TorException}s.
 *
 * <pre>{@code
 * try (var tor = TorClient.builder(Path.of("tor-data")).open();
 *     var stream = tor.open("www.example.com", 80, IsolationKey.SHARED)) {
 *   stream.output().write(request);
 *   stream.input().transferTo(out);
 * }
 * }</pre>
 *
 * <p>No name is ever looked up here: it travels to the exit as it is. Streams of different {@link
 * IsolationKey}s never share a circuit.
 */
public final class TorClient implements AutoCloseable {

  private final ClientParts parts;
  private final boolean internal;
  private final Duration connectTimeout;

  TorClient(TorClientBuilder with) throws IOException {
    this.parts = new ClientParts(with);
    this.internal = with.testing;
    this.connectTimeout = with.connectTimeout;
  }

  /**
   * Begins to describe a client.
   *
   * @param dataDirectory its own, made with mode 0700 where it is missing
   */
  public static TorClientBuilder builder(Path dataDirectory) {
    return new TorClientBuilder(dataDirectory);
  }

  /** Bootstraps. Done when streams can be carried; it goes on trying for as long as it lives. */
  public Future<Void> start() {
    return parts.start();
  }

  /**
   * The network may be there again, or the clock right: tries at once what waits for its time.
   * Nothing if it has not been started.
   */
  public void retry() {
    parts.retry();
  }

  /** How far it is. */
  public Bootstrap bootstrap() {
    return parts.bootstrap();
  }

  /**
   * Connects a stream.
   *
   * @param host a name, or an address in text; {@code .onion} is refused
   * @param loop where the stream's channel shall live
   * @return the stream once the exit has connected it, with {@code autoRead} off and an empty
   *     pipeline; cancelling gives it up
   */
  public Future<Channel> connect(String host, int port, IsolationKey isolation, EventLoop loop) {
    return connect(host, port, isolation, Unpooled.EMPTY_BUFFER, loop);
  }

  /**
   * Connects a stream with what is to be said first, which travels along with the request and saves
   * a round trip through the network (optimistic data, tor-spec §6.2). For protocols whose clients
   * speak first, as those of HTTP and TLS do.
   *
   * @param first what is sent first, before anything that is written to the channel; taken over. It
   *     is said again, whole, to each exit that is asked, of which one that fails may have passed
   *     it on
   * @return as above: the stream once the exit has connected it
   */
  public Future<Channel> connect(
      String host, int port, IsolationKey isolation, ByteBuf first, EventLoop loop) {
    StreamTarget target;
    try {
      target = Hosts.target(host, port, internal);
    } catch (TorException e) {
      first.release();
      return loop.newFailedFuture(e);
    }
    boolean ipv6 = Hosts.literal(host) instanceof Inet6Address;
    var need = new ExitNeed(port, ipv6, isolation, Set.of());
    var promise = loop.<Channel>newPromise();
    var attempt = new StreamAttempt(parts.circuits(), target, internal, loop, promise, first);
    whenReady(promise, () -> attempt.begin(need));
    return promise;
  }

  /**
   * Connects a stream and waits for it; for threads that may block.
   *
   * @throws TorException with why it was not connected
   */
  public TorSocket open(String host, int port, IsolationKey isolation)
      throws TorException, InterruptedException {
    return open(host, port, isolation, new byte[0]);
  }

  /**
   * The same with what is to be said first, which travels along with the request.
   *
   * @throws TorException with why it was not connected
   */
  public TorSocket open(String host, int port, IsolationKey isolation, byte[] first)
      throws TorException, InterruptedException {
    var connecting = connect(host, port, isolation, Unpooled.wrappedBuffer(first), parts.loop());
    try {
      return new TorSocket(connecting.get(), connectTimeout);
    } catch (ExecutionException e) {
      throw TorException.of(Objects.requireNonNullElse(e.getCause(), e));
    } catch (InterruptedException e) {
      connecting.cancel(false);
      throw e;
    }
  }

  /** The addresses of a name, as an exit sees them. An address is its own answer. */
  public Future<List<InetAddress>> resolve(String name, IsolationKey isolation) {
    var promise = parts.loop().<List<InetAddress>>newPromise();
    var literal = Hosts.literal(name);
    if (literal != null) {
      return promise.setSuccess(List.of(literal));
    }
    try {
      look(Hosts.name(name), isolation, promise, this::addresses);
    } catch (TorException e) {
      promise.setFailure(e);
    }
    return promise;
  }

  private List<InetAddress> addresses(List<ResolvedAnswer> answers) {
    return answers.stream()
        .filter(ResolvedAnswer.Address.class::isInstance)
        .map(answer -> ((ResolvedAnswer.Address) answer).address())
        .filter(address -> internal || !Hosts.isInternal(address))
        .toList();
  }

  /** The name of an address, as an exit sees it. */
  public Future<String> resolvePtr(InetAddress address, IsolationKey isolation) {
    var promise = parts.loop().<String>newPromise();
    if (!internal && Hosts.isInternal(address)) {
      return promise.setFailure(
          new TorException(
              Reason.UNSUPPORTED, "an address of a private network is nothing for an exit"));
    }
    var names = parts.loop().<List<String>>newPromise();
    names.addListener(
        (Future<List<String>> done) -> {
          if (done.isSuccess()) {
            promise.trySuccess(done.getNow().getFirst());
          } else {
            promise.tryFailure(done.cause());
          }
        });
    look(Hosts.reverse(address), isolation, names, TorClient::names);
    return promise;
  }

  private static List<String> names(List<ResolvedAnswer> answers) {
    return answers.stream()
        .filter(ResolvedAnswer.HostName.class::isInstance)
        .map(answer -> ((ResolvedAnswer.HostName) answer).name())
        .toList();
  }

  private <T> void look(
      String name,
      IsolationKey isolation,
      Promise<List<T>> promise,
      Function<List<ResolvedAnswer>, List<T>> reading) {
    var answers = parts.loop().<List<ResolvedAnswer>>newPromise();
    answers.addListener(
        (Future<List<ResolvedAnswer>> done) -> {
          if (!done.isSuccess()) {
            promise.tryFailure(done.cause());
            return;
          }
          var found = reading.apply(done.getNow());
          if (found.isEmpty()) {
            promise.tryFailure(
                new TorException(Reason.NOT_FOUND, "the exit has no answer of use to that"));
          } else {
            promise.trySuccess(found);
          }
        });
    whenReady(
        answers,
        () -> new LookupAttempt(parts.circuits(), name, answers).begin(ExitNeed.lookup(isolation)));
  }

  /** Goes on when streams can be carried; gives up in time, with the bootstrap's own reason. */
  private <T> void whenReady(Promise<T> promise, Runnable task) {
    var late =
        parts
            .loop()
            .schedule(
                () -> promise.tryFailure(late()), connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
    promise.addListener(_ -> late.cancel(false));
    var ready = start();
    if (ready.isSuccess()) {
      task.run();
      return;
    }
    GenericFutureListener<Future<Void>> then =
        done -> {
          if (!done.isSuccess()) {
            promise.tryFailure(TorException.of(done.cause()));
          } else if (!promise.isDone()) {
            task.run();
          }
        };
    ready.addListener(then);
    promise.addListener(_ -> ready.removeListener(then));
  }

  private TorException late() {
    var now = bootstrap();
    return now.done()
        ? new TorException(Reason.TIMEOUT, "not connected in time")
        : new TorException(Reason.NOT_READY, "Tor is not ready: " + now);
  }

  /** From now on new streams take new circuits; open streams go on. */
  public void newIdentity() {
    parts.circuits().retireAll();
  }

  /** What it has and does. */
  public ClientStatus status() {
    return parts.status();
  }

  /**
   * Ends everything: streams, circuits, links, threads. Blocks until they are gone; not to be
   * called on an event loop.
   */
  @Override
  public void close() {
    parts.close();
  }
}
