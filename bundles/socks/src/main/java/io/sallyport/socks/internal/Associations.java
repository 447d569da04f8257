// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import io.sallyport.sockscodec.SocksAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The UDP associations of one listener: how many there may be, and what they have dropped. */
final class Associations {

  private final Transport transport;
  private final Supplier<CommandSettings> settings;
  private final Set<UdpAssociation> live = ConcurrentHashMap.newKeySet();
  private final Map<InetAddress, Integer> bySource = new HashMap<>();
  private int count;
  private boolean closed;

  // What became of datagrams that were not relayed.
  final LongAdder strangers = new LongAdder();
  final LongAdder malformed = new LongAdder();
  final LongAdder fragments = new LongAdder();
  final LongAdder dropped = new LongAdder();

  Associations(Transport transport, Supplier<CommandSettings> settings) {
    this.transport = transport;
    this.settings = settings;
  }

  CommandSettings settings() {
    return settings.get();
  }

  /**
   * Opens a relay socket for a client, on the client's loop, and answers.
   *
   * @param announced where the client says that it will send from, or zeros
   */
  void begin(
      Entrance entrance,
      Channel client,
      Origin origin,
      SocksAddress announced,
      ClientAnswer answer) {
    var now = settings();
    if (!now.udp()
        || !(client.localAddress() instanceof InetSocketAddress reached)
        || !(client.remoteAddress() instanceof InetSocketAddress from)
        || !carried(entrance)) {
      answer.failed(Commands.unsupported("no datagrams here"));
      return;
    }
    var limits = entrance.inbound().policy().limits();
    if (!enter(from.getAddress(), now.maxAssociations(), limits.maxConnectionsPerSource())) {
      answer.failed(new ConnectFailure(ConnectFailure.Reason.LIMIT, "too many UDP associations"));
      return;
    }
    var association = new UdpAssociation(this, entrance, client, origin, from, announced);
    live.add(association);
    var ports = now.ports();
    int start = ports.size() == 1 ? 0 : ThreadLocalRandom.current().nextInt(ports.size());
    bind(association, reached.getAddress(), ports, start, 0)
        .accept(
            bound -> {
              if (!bound.isSuccess()) {
                association.end();
                answer.failed(
                    new ConnectFailure(
                        ConnectFailure.Reason.GENERAL, "no UDP port is free", bound.cause()));
              } else if (!client.isActive() || !association.start(bound.getNow())) {
                bound.getNow().close();
                association.end();
                client.close();
              } else {
                int port = ((InetSocketAddress) bound.getNow().localAddress()).getPort();
                var told = now.advertised() != null ? now.advertised() : reached.getAddress();
                answer.connected(new InetSocketAddress(told, port));
                client.config().setAutoRead(true);
              }
            });
  }

  /** Whether any outbound that the policy can choose carries datagrams, or may yet come. */
  private static boolean carried(Entrance entrance) {
    var known = entrance.sessions().outbounds();
    return entrance.inbound().policy().outbounds().stream()
        .anyMatch(
            tag ->
                !(known.get(tag) instanceof Sessions.Registered there)
                    || there.udp() && there.outbound().carries(Network.UDP));
  }

  private interface Binding {
    void accept(java.util.function.Consumer<Future<Channel>> then);
  }

  private Binding bind(
      UdpAssociation association, InetAddress local, PortRange ports, int start, int tried) {
    return then ->
        transport
            .bindDatagrams(
                new InetSocketAddress(local, ports.at(start + tried)),
                association,
                association.loop())
            .addListener(
                (Future<Channel> bound) -> {
                  if (bound.isSuccess() || tried + 1 >= ports.size()) {
                    then.accept(bound);
                  } else {
                    bind(association, local, ports, start, tried + 1).accept(then);
                  }
                });
  }

  private synchronized boolean enter(InetAddress source, int max, int maxPerSource) {
    int ofSource = bySource.getOrDefault(source, 0);
    if (closed || count >= max || maxPerSource > 0 && ofSource >= maxPerSource) {
      return false;
    }
    count++;
    bySource.put(source, ofSource + 1);
    return true;
  }

  /** An association is over. */
  void left(UdpAssociation association, InetAddress source) {
    live.remove(association);
    synchronized (this) {
      count--;
      bySource.computeIfPresent(source, (_, n) -> n == 1 ? null : n - 1);
    }
  }

  /** Ends all, and lets no more begin; any thread. */
  void close() {
    synchronized (this) {
      closed = true;
    }
    for (var association : List.copyOf(live)) {
      association.loop().execute(association::end);
    }
  }

  private synchronized long count() {
    return count;
  }

  /** Names as they appear in statistics; {@code others} come first. */
  Map<String, Long> counters(Map<String, Long> others) {
    var counters = new LinkedHashMap<>(others);
    counters.put("udp_associations", count());
    counters.put("udp_strangers", strangers.sum());
    counters.put("udp_malformed", malformed.sum());
    counters.put("udp_fragments", fragments.sum());
    counters.put("udp_dropped", dropped.sum());
    return counters;
  }

  /** What a policy says about silence; null where it has no say. */
  static java.time.@Nullable Duration idle(Entrance entrance) {
    var timeout = entrance.inbound().policy().limits().udpTimeout();
    return timeout.isZero() ? null : timeout;
  }
}
