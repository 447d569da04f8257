// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.DialOptions;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One connection attempt as RFC 8305 describes it; lives on one event loop and needs no lock.
 *
 * <p>Both families are looked up at once; connecting starts with the preferred one's answer, or
 * with the other's 50 ms after it came (§3). Addresses alternate between the families (§4); the
 * next one is tried 250 ms after the last, or at once when that failed (§5). The first connection
 * wins.
 */
final class HappyEyeballs {

  private static final long RESOLUTION_DELAY_MS = 50;
  private static final long ATTEMPT_DELAY_MS = 250;

  private final Dialer dialer;
  private final HostResolver resolver;
  private final DialOptions options;
  private final EventLoop loop;
  private final Predicate<InetAddress> refused;
  private final Promise<Channel> winner;

  private final ArrayDeque<InetAddress> preferred = new ArrayDeque<>();
  private final ArrayDeque<InetAddress> other = new ArrayDeque<>();
  private final List<ChannelFuture> attempts = new ArrayList<>(2);
  private int port;
  private int lookups;
  private int pending;
  private boolean started;
  private boolean preferredNext = true;
  private @Nullable Future<?> nextAttempt;
  private @Nullable ConnectFailure failure;

  HappyEyeballs(Dialer dialer, HostResolver resolver, DialOptions options, EventLoop loop) {
    this(dialer, resolver, options, loop, _ -> false);
  }

  /**
   * @param refused addresses that are not to be tried
   */
  HappyEyeballs(
      Dialer dialer,
      HostResolver resolver,
      DialOptions options,
      EventLoop loop,
      Predicate<InetAddress> refused) {
    this.refused = refused;
    this.dialer = dialer;
    this.resolver = resolver;
    this.options = options;
    this.loop = loop;
    this.winner = loop.newPromise();
  }

  /** To known addresses; a single one is no race, but has the same deadline and failures. */
  Future<Channel> run(List<InetAddress> addresses, int port) {
    this.port = port;
    for (var ip : usable(addresses)) {
      boolean ipv6 = ip.getAddress().length == 16;
      if (ipv6 ? options.strategy().wantsIpv6() : options.strategy().wantsIpv4()) {
        (ipv6 == prefersIpv6() ? preferred : other).add(ip);
      }
    }
    start(this::attemptNext);
    return winner;
  }

  private List<InetAddress> usable(List<InetAddress> addresses) {
    var usable = addresses.stream().filter(refused.negate()).toList();
    if (usable.isEmpty() && !addresses.isEmpty()) {
      note(OwnAddresses.refusal());
    }
    return usable;
  }

  private boolean prefersIpv6() {
    return options.strategy() == AddressFamily.PREFER_IPV6
        || options.strategy() == AddressFamily.IPV6_ONLY;
  }

  /** To a name. */
  Future<Channel> run(String name, int port) {
    this.port = port;
    start(() -> lookUp(name));
    return winner;
  }

  private void start(Runnable first) {
    var deadline =
        loop.schedule(this::expire, options.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
    winner.addListener(
        _ -> {
          deadline.cancel(false);
          loop.execute(this::cleanUp);
        });
    if (loop.inEventLoop()) {
      first.run();
    } else {
      loop.execute(first);
    }
  }

  private void lookUp(String name) {
    var strategy = options.strategy();
    lookups = (strategy.wantsIpv4() ? 1 : 0) + (strategy.wantsIpv6() ? 1 : 0);
    if (strategy.wantsIpv6()) {
      lookUp(name, SocketProtocolFamily.INET6, prefersIpv6());
    }
    if (strategy.wantsIpv4()) {
      lookUp(name, SocketProtocolFamily.INET, !prefersIpv6());
    }
  }

  private void lookUp(String name, SocketProtocolFamily family, boolean isPreferred) {
    resolver
        .lookup(name, family, loop)
        .addListener(
            (Future<List<InetAddress>> answer) -> {
              lookups--;
              if (answer.isSuccess()) {
                (isPreferred ? preferred : other).addAll(usable(answer.getNow()));
              } else {
                note((ConnectFailure) answer.cause());
              }
              answered(isPreferred);
            });
  }

  private void answered(boolean isPreferred) {
    if (winner.isDone()) {
      return;
    }
    if (lookups == 0 || isPreferred || started) {
      if (!started || pending == 0 || nextAttempt == null) {
        attemptNext();
      }
    } else {
      loop.schedule(
          () -> {
            if (!started) {
              attemptNext();
            }
          },
          RESOLUTION_DELAY_MS,
          TimeUnit.MILLISECONDS);
    }
  }

  private void attemptNext() {
    if (winner.isDone()) {
      return;
    }
    if (nextAttempt instanceof Future<?> timer) {
      timer.cancel(false);
      nextAttempt = null;
    }
    InetAddress ip = nextAddress();
    if (ip == null) {
      if (pending == 0 && lookups == 0) {
        var reason =
            failure != null
                ? failure
                : new ConnectFailure(ConnectFailure.Reason.NAME_NOT_FOUND, "no address to go to");
        winner.tryFailure(reason);
      }
      return;
    }
    started = true;
    pending++;
    var attempt = dialer.attempt(ip, port, options, loop);
    attempts.add(attempt);
    attempt.addListener((ChannelFuture done) -> ended(ip, done));
    if (!winner.isDone() && !(preferred.isEmpty() && other.isEmpty() && lookups == 0)) {
      nextAttempt = loop.schedule(this::attemptNext, ATTEMPT_DELAY_MS, TimeUnit.MILLISECONDS);
    }
  }

  private @Nullable InetAddress nextAddress() {
    var first = preferredNext ? preferred : other;
    var second = preferredNext ? other : preferred;
    preferredNext = !preferredNext;
    return first.isEmpty() ? second.poll() : first.poll();
  }

  private void ended(InetAddress ip, ChannelFuture attempt) {
    if (attempt.isSuccess()) {
      pending--;
      if (!winner.trySuccess(attempt.channel())) {
        attempt.channel().close();
      }
    } else if (SocketFailures.vague(attempt.cause()) && !winner.isDone()) {
      // Still pending: SOCKS has a code for each of the two.
      dialer
          .blame(ip, attempt.cause(), options, loop)
          .addListener((Future<ConnectFailure> told) -> failed(told.getNow()));
    } else {
      failed(SocketFailures.of(attempt.cause()));
    }
  }

  private void failed(ConnectFailure why) {
    pending--;
    if (!winner.isDone()) {
      note(why);
      attemptNext();
    }
  }

  /** Of several failures the most telling counts: one that a server or router answered with. */
  private void note(ConnectFailure next) {
    if (failure == null || weight(next) > weight(failure)) {
      failure = next;
    }
  }

  private static int weight(ConnectFailure f) {
    return switch (f.reason()) {
      case REFUSED -> 6;
      case TIMEOUT -> 5;
      case HOST_UNREACHABLE -> 4;
      case NETWORK_UNREACHABLE -> 3;
      case RESOLVE_FAILED -> 2;
      case NAME_NOT_FOUND -> 1;
      case REJECTED,
          DROPPED,
          OUTBOUND_UNAVAILABLE,
          UPSTREAM_AUTH,
          UPSTREAM_PROTOCOL,
          UPSTREAM_FAILED,
          UNSUPPORTED,
          LIMIT,
          CANCELLED,
          GENERAL ->
          7;
    };
  }

  private void expire() {
    var silent = started || failure == null;
    winner.tryFailure(
        silent
            ? new ConnectFailure(
                started ? ConnectFailure.Reason.TIMEOUT : ConnectFailure.Reason.RESOLVE_FAILED,
                started ? "nothing answered in time" : "no name server answered in time")
            : failure);
  }

  private void cleanUp() {
    if (nextAttempt instanceof Future<?> timer) {
      timer.cancel(false);
    }
    for (var attempt : attempts) {
      if (!attempt.isDone() || winner.isCancelled()) {
        attempt.channel().close();
      }
    }
    attempts.clear();
  }
}
