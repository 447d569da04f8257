// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.server;

import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What servers stand on.
 *
 * @param outbounds by tag
 * @param inbound tag of the inbound that they work for
 * @param forbidden addresses that no server can know
 * @param random not to be guessed from outside
 * @param timeout how long one server is waited for
 */
public record Ground(
    Transport transport,
    Function<String, Outbounds.@Nullable Way> outbounds,
    String inbound,
    Predicate<byte[]> forbidden,
    RandomGenerator random,
    Counters counters,
    Duration timeout) {

  /**
   * An outbound.
   *
   * @throws ConnectFailure if there is none of that tag now
   */
  Outbounds.Way way(String tag) throws ConnectFailure {
    var way = outbounds.apply(tag);
    if (way == null) {
      throw new ConnectFailure(
          ConnectFailure.Reason.OUTBOUND_UNAVAILABLE, "there is no outbound " + tag);
    }
    return way;
  }

  /** What an outbound sees of us: the inbound that we work for, never its clients. */
  Flow flow(Network network, Destination to) {
    var origin =
        new Origin(
            inbound, "dns", null, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
    return Flow.open(network, origin, to).isolatedBy(isolation());
  }

  /** Answers are kept for all clients of an inbound, so their lookups need not be kept apart. */
  Isolation isolation() {
    return new Isolation(List.of("dns", inbound));
  }

  /** Hands a result on; a promise that is done already stays as it is. */
  public static <T> void pass(Future<T> from, Promise<T> to) {
    from.addListener(
        (Future<T> done) -> {
          if (done.isSuccess()) {
            to.trySuccess(done.getNow());
          } else {
            to.tryFailure(done.cause());
          }
        });
  }
}
