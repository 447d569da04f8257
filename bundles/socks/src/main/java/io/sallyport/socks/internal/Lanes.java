// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Datagram;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one UDP association. The policy decides for each destination; destinations that
 * it sends the same way by the same rule share one session, so that one socket far away serves them
 * all and whoever learns of it can answer. What needs more than one look at the policy (sniffing,
 * resolving, other addresses) has a session of its own. On the association's loop.
 */
final class Lanes {

  /** Sessions at a time; the one that was not used for longest makes way. */
  static final int MAX_SESSIONS = 256;

  /** Destinations whose way is remembered. */
  static final int MAX_DESTINATIONS = 1024;

  private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What makes a session; a destination of its own, or this. */
  private record Shared(
      String outbound, Decision.Rule rule, RouteOptions options, Isolation isolation) {}

  private final Entrance entrance;
  private final Origin origin;
  private final UdpAssociation association;
  private final Map<Destination, Object> ways = lru(MAX_DESTINATIONS);
  private final Map<Object, Long> barred = lru(MAX_DESTINATIONS);
  private final Map<Object, FlowChannel> open = new LinkedHashMap<>(8, 0.75f, true);
  private final Set<FlowChannel> fed = new LinkedHashSet<>();
  private Policy policy;
  private boolean closed;

  Lanes(Entrance entrance, Origin origin, UdpAssociation association) {
    this.entrance = entrance;
    this.origin = origin;
    this.association = association;
    this.policy = entrance.inbound().policy();
  }

  private static <K, V> Map<K, V> lru(int max) {
    return new LinkedHashMap<>(8, 0.75f, true) {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > max;
      }
    };
  }

  /**
   * Puts a datagram on its way, to go with the next {@link #deliver}. Owns it.
   *
   * @return false if it was dropped
   */
  boolean send(Datagram datagram) {
    var session = closed ? null : session(datagram.peer());
    if (session == null || !session.offer(datagram)) {
      datagram.release();
      return false;
    }
    fed.add(session);
    return true;
  }

  private @Nullable FlowChannel session(Destination destination) {
    if (entrance.inbound().policy() != policy) {
      policy = entrance.inbound().policy();
      ways.clear();
      barred.clear();
    }
    var way = ways.computeIfAbsent(destination, this::decide);
    var session = open.get(way);
    if (session != null) {
      return session;
    }
    return barred.get(way) instanceof Long until && System.nanoTime() - until < 0
        ? null
        : begin(destination, way);
  }

  private Object decide(Destination destination) {
    var flow = Flow.open(Network.UDP, origin, destination);
    return entrance.sessions().named(flow).destination().equals(destination)
            && policy.decide(Question.about(flow)) instanceof Decision.Route route
            && route.options().overrideAddress() == null
            && route.options().overridePort() == null
        ? new Shared(route.outbound(), route.rule(), route.options(), policy.isolate(flow))
        : destination;
  }

  private FlowChannel begin(Destination destination, Object way) {
    if (open.size() >= MAX_SESSIONS) {
      open.values().iterator().next().close();
    }
    var session = new FlowChannel(association, ended -> forget(way, ended));
    association.loop().register(session);
    open.put(way, session);
    entrance
        .sessions()
        .serve(
            entrance.inbound(),
            Flow.open(Network.UDP, origin, destination),
            session,
            new LaneAnswer(way, session));
    if (entrance.inbound().policy() != policy && open.remove(way, session)) {
      // Perhaps it was another policy that decided: nobody may join who was sent by this one.
      open.put(session, session);
    }
    return session;
  }

  private void forget(Object way, FlowChannel session) {
    open.remove(way, session);
    open.remove(session);
    fed.remove(session);
  }

  /** Lets the sessions read what was put on its way. */
  void deliver() {
    if (!fed.isEmpty()) {
      var all = List.copyOf(fed);
      fed.clear();
      all.forEach(FlowChannel::deliver);
    }
  }

  boolean isEmpty() {
    return open.isEmpty();
  }

  void close() {
    closed = true;
    new ArrayList<>(open.values()).forEach(FlowChannel::close);
  }

  /** Nobody waits for an answer: a session that fails bars its way for a while. */
  private final class LaneAnswer implements Answer {
    private final Object way;
    private final FlowChannel session;

    LaneAnswer(Object way, FlowChannel session) {
      this.way = way;
      this.session = session;
    }

    @Override
    public void connected(@Nullable SocketAddress bound) {
      // Datagrams flow as soon as the session reads.
    }

    @Override
    public void failed(ConnectFailure failure) {
      boolean refused =
          failure.reason() == ConnectFailure.Reason.REJECTED
              || failure.reason() == ConnectFailure.Reason.DROPPED;
      if (failure.reason() != ConnectFailure.Reason.CANCELLED) {
        barred.put(way, System.nanoTime() + (refused ? REFUSED_NANOS : FAILED_NANOS));
      }
      session.close();
    }

    @Override
    public boolean clientSpeaksFirst() {
      return true;
    }
  }
}
