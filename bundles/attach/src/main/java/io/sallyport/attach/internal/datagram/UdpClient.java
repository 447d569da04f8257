// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.datagram;

import io.netty.buffer.ByteBuf;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Datagram;
import io.sallyport.api.Decision;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Network;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.attach.internal.entry.Entrance;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One client socket and its sessions. Destinations that the policy sends the same way by the same
 * rule share one session, so that a peer-to-peer client is known by one address far away whomever
 * it talks to (RFC 4787 §4.1); what needs more than one look at the policy has one of its own. On
 * the loop of its {@link UdpFlows}.
 */
final class UdpClient {

  /** Sessions at a time; the one that was not used for longest makes way. */
  static final int MAX_SESSIONS = 256;

  /** Destinations whose way is remembered. */
  private static final int MAX_WAYS = 1024;

  private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long FAILED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What destinations have in common that share a session. */
  private record Shared(
      String outbound, Decision.Rule rule, RouteOptions options, Isolation isolation) {}

  /** A way that is closed for a while; {@code told} if the client learns of it. */
  private record Barred(long until, boolean told) {}

  private final UdpFlows flows;
  private final InetSocketAddress address;
  private final Map<Destination, Object> ways = Recent.map(MAX_WAYS);
  private final Map<Object, Barred> barred = Recent.map(MAX_WAYS);
  private final Map<Object, FlowEnd> open = Recent.map(Integer.MAX_VALUE);
  private Policy policy;

  UdpClient(UdpFlows flows, InetSocketAddress address) {
    this.flows = flows;
    this.address = address;
    this.policy = flows.entrance().inbound().policy();
  }

  InetSocketAddress address() {
    return address;
  }

  boolean idle() {
    return open.isEmpty();
  }

  /** Whether the policy in force has been asked about a destination already. */
  boolean knows(InetSocketAddress destination) {
    return flows.entrance().inbound().policy() == policy
        && ways.containsKey(Entrance.destination(destination));
  }

  /**
   * Sends a datagram on its way.
   *
   * @param content taken over
   * @return the session that has to be told when all datagrams of the moment are in; null if the
   *     datagram went nowhere
   */
  @Nullable FlowEnd send(InetSocketAddress to, ByteBuf content) {
    var destination = Entrance.destination(to);
    if (flows.entrance().inbound().policy() != policy) {
      policy = flows.entrance().inbound().policy();
      ways.clear();
      barred.clear();
    }
    var way = ways.computeIfAbsent(destination, this::decide);
    var datagram = new Datagram(destination, content);
    var session = open.get(way);
    if (session == null) {
      var bar = barred.get(way);
      if (bar != null && System.nanoTime() - bar.until < 0) {
        refuse(datagram, bar.told);
        return null;
      }
      session = begin(destination, way, datagram);
      return session.isOpen() ? session : null;
    }
    if (!session.offer(datagram)) {
      flows.entrance().counters().dropped.increment();
      datagram.release();
      return null;
    }
    return session;
  }

  private void refuse(Datagram datagram, boolean told) {
    if (told) {
      flows.unreachable(address, datagram);
    } else {
      flows.entrance().counters().dropped.increment();
    }
    datagram.release();
  }

  private Object decide(Destination destination) {
    var flow = flow(destination);
    return flows.entrance().sessions().named(flow).destination().equals(destination)
            && policy.decide(Question.about(flow)) instanceof Decision.Route route
            && route.options().overrideAddress() == null
            && route.options().overridePort() == null
        ? new Shared(route.outbound(), route.rule(), route.options(), policy.isolate(flow))
        : destination;
  }

  private Flow flow(Destination destination) {
    return Flow.open(Network.UDP, flows.entrance().origin(address), destination);
  }

  /** Its first datagram is in before it is served: a refusal at once has something to refuse. */
  private FlowEnd begin(Destination destination, Object way, Datagram first) {
    if (open.size() >= MAX_SESSIONS) {
      open.values().iterator().next().close();
    }
    var session = new FlowEnd(this, way);
    flows.loop().register(session);
    open.put(way, session);
    if (!session.offer(first)) {
      first.release();
    }
    var entrance = flows.entrance();
    entrance.sessions().serve(entrance.inbound(), flow(destination), session, new Outcome(session));
    if (entrance.inbound().policy() != policy && open.remove(way, session)) {
      // Perhaps it was another policy that decided: nobody may join who was sent by this one.
      open.put(session, session);
    }
    return session;
  }

  /** A session is over. */
  void ended(FlowEnd session) {
    open.remove(session.way(), session);
    open.remove(session);
  }

  /** Ends all sessions. */
  void close() {
    List.copyOf(open.values()).forEach(FlowEnd::close);
  }

  /** Hands a datagram of a far end to the client. */
  void fromFar(Datagram datagram) {
    flows.touch(this);
    if (!(datagram.peer() instanceof Destination.Address from)
        || !flows.sink().send(from.toSocketAddress(), address, datagram.content())) {
      flows.entrance().counters().undelivered.increment();
    }
  }

  void flush() {
    flows.sink().flush();
  }

  /** A session that fails closes its way for a while, and tells the client by ICMP. */
  private final class Outcome implements Answer {
    private final FlowEnd session;

    Outcome(FlowEnd session) {
      this.session = session;
    }

    @Override
    public void connected(@Nullable SocketAddress bound) {
      // Datagrams flow as soon as the session reads.
    }

    @Override
    public void failed(ConnectFailure failure) {
      boolean told = failure.reason() != ConnectFailure.Reason.DROPPED;
      if (failure.reason() != ConnectFailure.Reason.CANCELLED) {
        long nanos =
            switch (failure.reason()) {
              case REJECTED, DROPPED, UNSUPPORTED -> REFUSED_NANOS;
              default -> FAILED_NANOS;
            };
        barred.put(session.way(), new Barred(System.nanoTime() + nanos, told));
        if (told && session.oldest() instanceof Datagram datagram) {
          flows.unreachable(address, datagram);
        }
      }
      session.close();
    }

    @Override
    public boolean clientSpeaksFirst() {
      return true;
    }
  }
}
