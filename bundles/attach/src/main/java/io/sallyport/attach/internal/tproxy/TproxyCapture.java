// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tproxy;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.sallyport.api.ListenOptions;
import io.sallyport.attach.internal.entry.StreamEntrance;
import io.sallyport.attach.internal.life.Capture;
import io.sallyport.attach.internal.life.CaptureContext;
import io.sallyport.attach.internal.life.Presence;
import io.sallyport.attach.internal.rules.CaptureRules;
import io.sallyport.attach.internal.rules.Plans;
import io.sallyport.attach.internal.settings.CaptureType;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.linux.Errno;
import io.sallyport.linux.Family;
import io.sallyport.linux.RoutingPlan;
import io.sallyport.linux.SystemCallException;
import io.sallyport.linux.TransparentDatagrams;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Capture by tproxy. Its listeners are on loopback, so that nothing gets there but what the rules
 * divert; the local address of an accepted connection is where its client wanted to go, and the
 * kernel tells it with each datagram.
 *
 * <p>All its sockets are of the one interface as it is now, and so are the connections that they
 * accept: their addresses are others' own, and what is still to be sent when the interface goes
 * must not find another way. Nothing is opened while the interface is not there.
 */
public final class TproxyCapture implements Capture {

  private static final long PATIENCE_SECONDS = 10;
  private static final int PORT_ATTEMPTS = 64;
  private static final int FIRST_PORT = 20_000;
  private static final int LAST_PORT = 32_767;
  private static final int MAX_LOOPS = 1024;

  private final CaptureContext context;
  private final Map<Family, Channel> streams = new HashMap<>();
  private final Map<Family, Integer> datagramPorts = new HashMap<>();
  private final List<DatagramLoop> datagrams = new ArrayList<>();
  private @Nullable Presence presence;

  public TproxyCapture(CaptureContext context) {
    this.context = context;
  }

  @Override
  public void open() throws IOException {
    var settings = context.entrance().settings().get();
    var now = Presence.now(settings.interfaceName());
    presence = now;
    if (!now.there()) {
      return;
    }
    try {
      for (var family : Families.present()) {
        if (settings.tcp()) {
          streams.put(family, listen(new InetSocketAddress(loopback(family), 0), now.index()));
        }
        if (settings.udp()) {
          openDatagrams(family, now.index(), settings.maxUdpClients());
        }
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private static InetAddress loopback(Family family) throws IOException {
    return InetAddress.getByName(family == Family.INET4 ? "127.0.0.1" : "::1");
  }

  private Channel listen(InetSocketAddress address, int interfaceIndex) throws IOException {
    var entrance =
        new StreamEntrance(context.entrance(), context.dnsStreams(), TproxyCapture::localAddress);
    var listening = new CompletableFuture<Channel>();
    context
        .transport()
        .listen(address, new ListenOptions(interfaceIndex, true), entrance)
        .addListener(
            done -> {
              if (!done.isSuccess()) {
                listening.completeExceptionally(done.cause());
              } else if (!listening.complete((Channel) done.getNow())) {
                ((Channel) done.getNow()).close();
              }
            });
    return await(listening);
  }

  private static @Nullable InetSocketAddress localAddress(Channel client) {
    return client.localAddress() instanceof InetSocketAddress address ? address : null;
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
      throw new IOException("cannot listen: " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      future.cancel(false);
      throw new IOException("cannot listen: no event loop has the time", e);
    } catch (InterruptedException e) {
      future.cancel(false);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** One socket on each loop; the kernel always sends the same client's to the same one. */
  private void openDatagrams(Family family, int interfaceIndex, int maxClients) throws IOException {
    int port = 0;
    for (var loop : loops()) {
      var socket =
          port == 0 ? anyPort(family, interfaceIndex) : socket(family, port, interfaceIndex);
      port = socket.port();
      datagramPorts.put(family, port);
      var datagramLoop =
          new DatagramLoop(context, loop, socket.datagrams(), interfaceIndex, maxClients);
      datagrams.add(datagramLoop);
      await(datagramLoop.start());
    }
  }

  private record Bound(TransparentDatagrams datagrams, int port) {}

  private static Bound anyPort(Family family, int interfaceIndex) throws IOException {
    for (int i = 0; ; i++) {
      try {
        int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT + 1);
        return socket(family, port, interfaceIndex);
      } catch (SystemCallException e) {
        if (e.errno() != Errno.EADDRINUSE || i == PORT_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static Bound socket(Family family, int port, int interfaceIndex) throws IOException {
    return new Bound(
        TransparentDatagrams.listen(new InetSocketAddress(loopback(family), port), interfaceIndex),
        port);
  }

  /** Each loop of the transport once. */
  private Set<EventLoop> loops() {
    var loops = new LinkedHashSet<EventLoop>();
    for (int i = 0; i < MAX_LOOPS && loops.add(context.transport().loop()); i++) {}
    return loops;
  }

  @Override
  public boolean fits(InterfaceSettings settings) {
    boolean there = presence != null && presence.there();
    return settings.type() == CaptureType.TPROXY
        && presence != null
        && presence.interfaceName().equals(settings.interfaceName())
        && presence.lasts()
        && (there && settings.tcp()) != streams.isEmpty()
        && (there && settings.udp()) != datagrams.isEmpty();
  }

  @Override
  public String rules(InterfaceSettings settings) {
    return CaptureRules.tproxy(
        settings.interfaceName(),
        new CaptureRules.Ports(
            port(Family.INET4),
            port(Family.INET6),
            datagramPorts.getOrDefault(Family.INET4, 0),
            datagramPorts.getOrDefault(Family.INET6, 0)),
        settings.ping());
  }

  private int port(Family family) {
    return streams.get(family) instanceof Channel channel
            && channel.localAddress() instanceof InetSocketAddress address
        ? address.getPort()
        : 0;
  }

  @Override
  public RoutingPlan routing(InterfaceSettings settings, List<Family> families) {
    return Plans.deliver(families);
  }

  @Override
  public boolean sharesRouting() {
    return true;
  }

  @Override
  public Map<String, Long> counters() {
    return Map.of();
  }

  @Override
  public void close() {
    streams.values().forEach(Channel::close);
    datagrams.forEach(DatagramLoop::close);
  }
}
