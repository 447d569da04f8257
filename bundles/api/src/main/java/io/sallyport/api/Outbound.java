// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way out: what a plugin implements. Registered as an OSGi service whose properties are the
 * contract with policies: {@link #TAG}, {@link #TYPE}, {@link #NETWORK}, and {@code
 * service.ranking} between services of one tag. An outbound with a configuration is one declarative
 * service with the factory PID {@code io.sallyport.outbound.<type>}; each file {@code
 * io.sallyport.outbound.<type>~<tag>.cfg.json} is one instance of it. The tag of such an instance
 * is set for it from the name of its file.
 *
 * <p>Methods are called on any event loop and must not block. A returned future is completed on any
 * thread, always: with a stream, or with a {@link ConnectFailure}; another exception counts as
 * {@link ConnectFailure.Reason#GENERAL}. Cancelling the future, where the outbound heeds it, ends
 * the attempt; a stream that comes too late is closed by the caller.
 */
@ConsumerType
public interface Outbound {

  /** Service property, {@code String}: the name that policies use; unique. */
  String TAG = "outbound.tag";

  /** Service property, {@code String}: constant of the implementation. */
  String TYPE = "outbound.type";

  /**
   * Service property, {@code String} or {@code String[]}: {@code tcp}, {@code udp}; TCP only where
   * it is absent.
   */
  String NETWORK = "outbound.network";

  /** Prefix of the factory PID of every configurable outbound; what follows is its type. */
  String PID_PREFIX = "io.sallyport.outbound.";

  /**
   * Opens a stream to the flow's destination.
   *
   * @param flow what is asked; its destination may be a name, to be resolved by this outbound only
   * @param loop the loop on which the stream must be registered
   * @return an active channel with {@code autoRead} off and with nothing in its pipeline that would
   *     consume what the peer sends first
   */
  Future<Channel> connect(Flow flow, EventLoop loop);

  /**
   * The same for a client that may have spoken already. Here that is left to be sent when there is
   * a stream.
   */
  default Future<Channel> connect(Flow flow, FirstWords first, EventLoop loop) {
    return connect(flow, loop);
  }

  /**
   * Whether there is any way for a network now that {@link #NETWORK} promises. Cheap. A group of
   * members that all carry TCP only says no to UDP.
   */
  default boolean carries(Network network) {
    return true;
  }

  /**
   * Opens a way for datagrams.
   *
   * @return a channel that reads and writes {@link Datagram}s; a failed future with {@link
   *     ConnectFailure.Reason#UNSUPPORTED} here
   */
  default Future<Channel> associate(Flow flow, EventLoop loop) {
    return loop.newFailedFuture(
        new ConnectFailure(
            ConnectFailure.Reason.UNSUPPORTED, "this outbound does not carry datagrams"));
  }

  /**
   * Resolves a name at the far end of this outbound, never by the resolver of this machine unless
   * that is what the outbound is for.
   *
   * @return at least one address; a failed future with {@link ConnectFailure.Reason#UNSUPPORTED}
   *     here
   */
  default Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
    return loop.newFailedFuture(
        new ConnectFailure(
            ConnectFailure.Reason.UNSUPPORTED, "this outbound does not resolve names"));
  }

  /**
   * The same on behalf of somebody: an outbound that lets lookups share something (a Tor circuit)
   * keeps those of different isolation apart. Here there is nothing to share.
   */
  default Future<List<InetAddress>> resolve(
      String name, AddressFamily family, Isolation isolation, EventLoop loop) {
    return resolve(name, family, loop);
  }

  /**
   * Waits for one TCP peer at the far end (SOCKS BIND).
   *
   * @param flow its destination is the peer that is expected; port 0 or an unspecified address
   *     means any
   * @return a failed future with {@link ConnectFailure.Reason#UNSUPPORTED} here
   */
  default Future<Listening> listen(Flow flow, EventLoop loop) {
    return loop.newFailedFuture(
        new ConnectFailure(
            ConnectFailure.Reason.UNSUPPORTED, "this outbound does not wait for peers"));
  }

  /**
   * The name of an address, looked up at the far end of this outbound.
   *
   * @return a failed future with {@link ConnectFailure.Reason#UNSUPPORTED} here
   */
  default Future<String> reverse(InetAddress address, EventLoop loop) {
    return loop.newFailedFuture(
        new ConnectFailure(
            ConnectFailure.Reason.UNSUPPORTED, "this outbound does not look up addresses"));
  }

  /** The same on behalf of somebody, likewise. */
  default Future<String> reverse(InetAddress address, Isolation isolation, EventLoop loop) {
    return reverse(address, loop);
  }

  /** Figures of its own for people and metrics: {@code pool_idle}, {@code pool_misses}... */
  default Map<String, Long> counters() {
    return Map.of();
  }

  /** Whether a flow sent here now has a chance. Cheap; called by the shell and by groups. */
  default Availability availability() {
    return Availability.AVAILABLE;
  }
}
