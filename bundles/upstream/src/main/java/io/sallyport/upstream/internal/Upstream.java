// SPDX-License-Identifier: Apache-2.0
package io.sallyport.upstream.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/**
 * One configuration at work: asks its proxy, by connections that are ready or new ones. Another
 * configuration is another object, with a pool of its own. Any thread.
 */
final class Upstream {

  private static final Duration FIRST_WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final ProxyServer server;
  private final UpstreamDialer dialer;
  private final Health health;
  private final Transport transport;
  private final Pool pool;

  Upstream(
      ProxyServer server,
      UpstreamDialer dialer,
      Health health,
      PoolFigures figures,
      Transport transport) {
    this(server, dialer, health, figures, transport, FIRST_WAIT);
  }

  /**
   * @param firstWait after the first failure to make a connection ready
   */
  Upstream(
      ProxyServer server,
      UpstreamDialer dialer,
      Health health,
      PoolFigures figures,
      Transport transport,
      Duration firstWait) {
    this.server = server;
    this.dialer = dialer;
    this.health = health;
    this.transport = transport;
    RandomGenerator random = () -> ThreadLocalRandom.current().nextLong();
    this.pool =
        new Pool(
            server.pool(),
            new Source(),
            figures,
            new Backoff(firstWait, LONGEST_WAIT, random),
            random);
  }

  /** Makes ready what the pool is to have ready. */
  void start() {
    pool.refill();
  }

  /** Closes what is ready. Streams live on, and requests go on by new connections. */
  void close() {
    pool.close();
  }

  Pool pool() {
    return pool;
  }

  /**
   * Asks the proxy.
   *
   * @return the stream that it has granted, on {@code loop}, within one {@code connect_timeout}
   */
  Future<Channel> ask(Flow flow, Request request, EventLoop loop) {
    Promise<Channel> promise = loop.newPromise();
    var timeout = server.endpoint().dial().connectTimeout();
    attempt(flow, request, false, System.nanoTime() + timeout.toNanos(), promise, loop);
    return promise;
  }

  private void attempt(
      Flow flow,
      Request request,
      boolean fresh,
      long deadline,
      Promise<Channel> promise,
      EventLoop loop) {
    Future<Lease> borrowing = pool.borrow(flow, fresh, deadline, loop);
    promise.addListener(
        done -> {
          if (done.isCancelled()) {
            borrowing.cancel(false);
          }
        });
    borrowing.addListener(
        (Future<Lease> borrowed) -> {
          if (!borrowed.isSuccess()) {
            promise.tryFailure(borrowed.cause());
            return;
          }
          var lease = borrowed.getNow();
          if (promise.isDone()) {
            lease.channel().close();
            return;
          }
          // Whatever the proxy had been asked for before it died, no byte of the flow was sent.
          Runnable again =
              lease.pooled() ? () -> attempt(flow, request, true, deadline, promise, loop) : null;
          long left = Math.max(1, deadline - System.nanoTime());
          lease
              .channel()
              .pipeline()
              .addLast(
                  new Negotiation(
                      server.endpoint(), request.on(lease.channel()), promise, left, again));
        });
  }

  /** Connections for the pool, and what they tell of the proxy. */
  private final class Source implements PoolSource {

    private final Origin nobody =
        new Origin(
            server.endpoint().tag(),
            "outbound",
            null,
            InetSocketAddress.createUnresolved(server.endpoint().tag(), 0),
            null);

    @Override
    public Future<Channel> open(Flow flow, EventLoop loop) {
      Future<Channel> opening = dialer.open(server, flow, loop);
      opening.addListener(Upstream.this::note);
      return opening;
    }

    @Override
    public EventLoop loop() {
      return transport.loop();
    }

    @Override
    public Flow background() {
      Destination server = Upstream.this.server.endpoint().server();
      return Flow.open(Network.TCP, nobody, server);
    }

    /** Netty 4.2 loses the next read of an io_uring channel that was moved with one in flight. */
    @Override
    public boolean movable() {
      return !transport.type().equals("io_uring");
    }

    @Override
    public boolean isolating() {
      return server.endpoint().detour() != null;
    }
  }

  private void note(Future<? super Channel> opened) {
    if (opened.isSuccess()) {
      health.succeeded();
    } else if (!opened.isCancelled()
        && !(opened.cause() instanceof ConnectFailure failure
            && failure.reason() == ConnectFailure.Reason.CANCELLED)) {
      health.failed(String.valueOf(opened.cause().getMessage()));
    }
  }
}
