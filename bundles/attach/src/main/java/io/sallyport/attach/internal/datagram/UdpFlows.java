// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.datagram;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.Datagram;
import io.sallyport.api.Destination;
import io.sallyport.api.Network;
import io.sallyport.attach.internal.entry.Entrance;
import io.sallyport.attach.internal.flow.FlowTable;
import io.sallyport.attach.internal.flow.Verdict;
import io.sallyport.dns.DnsResolver;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The captured datagrams of one interface on one event loop: to sessions, to the resolver, or
 * refused. All methods on that loop, but {@link #close}.
 */
public final class UdpFlows {

  /** Questions that wait for their answers. */
  private static final int MAX_QUESTIONS = 2048;

  private static final long AGEING_SECONDS = 10;

  private final Entrance entrance;
  private final EventLoop loop;
  private final DatagramSink sink;
  private final FlowTable<InetSocketAddress, UdpClient> clients;
  private final Set<FlowEnd> fed = new LinkedHashSet<>();
  private final Future<?> ageing;
  private int questions;
  private boolean closed;

  /**
   * @param sink how clients are talked to
   * @param max client sockets at a time
   */
  public UdpFlows(Entrance entrance, EventLoop loop, DatagramSink sink, int max) {
    this.entrance = entrance;
    this.loop = loop;
    this.sink = sink;
    this.clients =
        new FlowTable<>(
            max,
            (_, client) -> {
              if (!client.idle()) {
                entrance.counters().evicted.increment();
              }
              client.close();
            });
    this.ageing =
        loop.scheduleWithFixedDelay(this::age, AGEING_SECONDS, AGEING_SECONDS, TimeUnit.SECONDS);
  }

  /** Those with sessions end by them; here only what is left of the others is forgotten. */
  private void age() {
    long now = System.nanoTime();
    for (var client : clients.values()) {
      if (!client.idle()) {
        clients.find(client.address(), now);
      }
    }
    clients.age(now, FlowTable.IDLE_NANOS);
  }

  /**
   * Takes one captured datagram; {@link #deliver} must follow behind the last of a batch.
   *
   * <p>Never throws: behind one datagram that somebody trips over come those of others.
   *
   * @param content taken over
   */
  public void receive(InetSocketAddress source, InetSocketAddress destination, ByteBuf content) {
    entrance.counters().datagrams.increment();
    try {
      take(source, destination, content);
    } catch (RuntimeException e) {
      entrance.counters().dropped.increment();
    }
  }

  private void take(InetSocketAddress source, InetSocketAddress destination, ByteBuf content) {
    var verdict = closed ? Verdict.NO_PORT : entrance.classify(destination);
    if (verdict.refuses() || source.getPort() == 0) {
      refuse(source, destination, content, verdict);
      return;
    }
    var known = clients.find(source, System.nanoTime());
    boolean settled = known != null && known.knows(destination);
    if (!settled
        && entrance.settings().get().hijacksDns()
        && entrance.hijacker(entrance.flow(Network.UDP, source, destination))
            instanceof DnsResolver resolver) {
      ask(resolver, source, destination, content);
      return;
    }
    if (verdict == Verdict.DNS_ONLY) {
      refuse(source, destination, content, Verdict.OWN_ADDRESS);
      return;
    }
    var client =
        known != null
            ? known
            : clients.findOrAdd(source, System.nanoTime(), address -> new UdpClient(this, address));
    if (client.send(destination, content) instanceof FlowEnd session) {
      fed.add(session);
    }
  }

  private void refuse(
      InetSocketAddress source, InetSocketAddress far, ByteBuf content, Verdict verdict) {
    if (verdict == Verdict.FORGOTTEN_NAME || verdict == Verdict.OWN_ADDRESS) {
      unreachable(source, far, content);
    }
    content.release();
  }

  private void ask(
      DnsResolver resolver, InetSocketAddress client, InetSocketAddress server, ByteBuf query) {
    if (questions >= MAX_QUESTIONS) {
      entrance.counters().dropped.increment();
      query.release();
      return;
    }
    entrance.counters().dnsDatagrams.increment();
    var answer = resolver.answer(query, entrance.origin(client), loop);
    questions++;
    answer.addListener((Future<@Nullable ByteBuf> done) -> answered(done, client, server));
  }

  private void answered(
      Future<@Nullable ByteBuf> done, InetSocketAddress client, InetSocketAddress server) {
    questions--;
    if (done.isSuccess() && done.getNow() instanceof ByteBuf answer) {
      if (closed || !sink.send(server, client, answer)) {
        entrance.counters().undelivered.increment();
      }
      answer.release();
      sink.flush();
    }
  }

  /** Lets sessions read what has come for them. */
  public void deliver() {
    if (!fed.isEmpty()) {
      var all = List.copyOf(fed);
      fed.clear();
      all.forEach(FlowEnd::deliver);
    }
  }

  /** The client is alive: its far ends talk to it. */
  void touch(UdpClient client) {
    clients.find(client.address(), System.nanoTime());
  }

  void unreachable(InetSocketAddress client, Datagram datagram) {
    if (datagram.peer() instanceof Destination.Address far) {
      unreachable(client, far.toSocketAddress(), datagram.content());
    }
  }

  private void unreachable(InetSocketAddress client, InetSocketAddress far, ByteBuf content) {
    if (!closed && sink.portUnreachable(client, far, content)) {
      entrance.counters().unreachables.increment();
    } else {
      entrance.counters().dropped.increment();
    }
  }

  Entrance entrance() {
    return entrance;
  }

  EventLoop loop() {
    return loop;
  }

  DatagramSink sink() {
    return sink;
  }

  /** Ends all sessions; any thread. */
  public void close() {
    if (!loop.inEventLoop()) {
      loop.execute(this::close);
      return;
    }
    closed = true;
    ageing.cancel(false);
    new ArrayList<>(clients.values()).forEach(UdpClient::close);
    clients.clear();
  }
}
