// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.sallyport.api.config.ConfigException;
import io.sallyport.attach.internal.datagram.UdpFlows;
import io.sallyport.attach.internal.entry.StreamEntrance;
import io.sallyport.attach.internal.life.Capture;
import io.sallyport.attach.internal.life.CaptureContext;
import io.sallyport.attach.internal.settings.CaptureType;
import io.sallyport.attach.internal.settings.InterfaceSettings;
import io.sallyport.attach.internal.tproxy.Families;
import io.sallyport.linux.Family;
import io.sallyport.linux.RoutingPlan;
import io.sallyport.linux.SystemCallException;
import io.sallyport.linux.TunQueue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Capture by a device of our own. */
public final class TunCapture implements Capture {

  private static final long PATIENCE_SECONDS = 10;
  private static final int MAX_LOOPS = 1024;

  private final CaptureContext context;
  private final TunCounters counters = new TunCounters();
  private final ErrorLimit errors = new ErrorLimit(TunCapture::seconds);
  private final List<Channel> listeners = new ArrayList<>();
  private final List<DatagramInbox> inboxes = new ArrayList<>();
  private @Nullable InterfaceSettings opened;
  private @Nullable TunKeys keys;
  private @Nullable TunDevice device;
  private @Nullable Connections connections;
  private volatile boolean broken;

  public TunCapture(CaptureContext context) {
    this.context = context;
  }

  /** Never 0, which is when tables that have seen nothing think they have seen it. */
  private static long seconds() {
    return System.nanoTime() / 1_000_000_000L;
  }

  @Override
  public void open() throws IOException {
    var settings = context.entrance().settings().get();
    var wanted = wanted(settings);
    var families = Families.present();
    try {
      var up = TunDevice.open(settings.interfaceName(), wanted, families);
      device = up;
      opened = settings;
      keys = wanted;
      var table = new Connections(up.addresses(), wanted.maxConnections(), TunCapture::seconds);
      connections = table;
      if (settings.tcp()) {
        listen(up, table, families);
      }
      if (settings.udp()) {
        openInboxes(up, settings.maxUdpClients());
      }
      for (var queue : up.tun().queues()) {
        read(up, queue, table);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private void listen(TunDevice up, Connections table, List<Family> families) throws IOException {
    var ports = new int[2];
    for (var family : families) {
      boolean v4 = family == Family.INET4;
      var entrance =
          new StreamEntrance(
              context.entrance(), context.dnsStreams(), table::source, table::destination);
      var listening = new CompletableFuture<Channel>();
      context
          .transport()
          .listen(new InetSocketAddress(up.addresses().listener(v4), 0), entrance)
          .addListener(
              done -> {
                if (!done.isSuccess()) {
                  listening.completeExceptionally(done.cause());
                } else if (!listening.complete((Channel) done.getNow())) {
                  ((Channel) done.getNow()).close();
                }
              });
      var channel = await(listening);
      listeners.add(channel);
      ports[v4 ? 0 : 1] = channel.localAddress() instanceof InetSocketAddress at ? at.getPort() : 0;
    }
    table.rewriter().listening(ports[0], ports[1]);
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

  private void openInboxes(TunDevice up, int maxClients) {
    var queue = up.tun().queues().getFirst();
    for (var loop : loops()) {
      var sink = new TunSink(queue, up.tun().vnetHdr(), up::mtu, up.addresses(), errors, counters);
      inboxes.add(
          new DatagramInbox(loop, new UdpFlows(context.entrance(), loop, sink, maxClients)));
    }
  }

  private Set<EventLoop> loops() {
    var loops = new LinkedHashSet<EventLoop>();
    for (int i = 0; i < MAX_LOOPS && loops.add(context.transport().loop()); i++) {}
    return loops;
  }

  private void read(TunDevice up, TunQueue queue, Connections table) {
    var packets =
        new PacketLoop(
            queue,
            up.tun().vnetHdr(),
            up.addresses(),
            table.rewriter(),
            inboxes,
            () -> context.entrance().settings().get().ping(),
            TunCapture::seconds,
            errors,
            counters,
            () -> withoutSuperPackets(up));
    Thread.ofPlatform()
        .name("sallyport-" + up.tun().name())
        .daemon()
        .start(
            () -> {
              while (!run(packets, up.tun().name())) {}
            });
  }

  /** Whether it has ended for good; behind one packet that it trips over come those of others. */
  private boolean run(PacketLoop packets, String name) {
    try {
      packets.run();
    } catch (SystemCallException e) {
      broken = true;
      context.log().error("{}: {}", name, e.getMessage());
    } catch (RuntimeException e) {
      counters.malformed.increment();
      if (errors.allows()) {
        context.log().error("{}: a packet is dropped", name, e);
      }
      return false;
    }
    return true;
  }

  /** Kernels have been seen that refuse super-packets of their own making; single ones go. */
  private void withoutSuperPackets(TunDevice up) {
    try {
      up.tun().offload(Set.of());
      context
          .log()
          .warn(
              "{}: the kernel refuses packets longer than the MTU; going on without them, slower."
                  + " With \"gso\": false nothing is lost on the way to this",
              up.tun().name());
    } catch (SystemCallException e) {
      context.log().error("{}: {}", up.tun().name(), e.getMessage());
    }
  }

  /** The file was checked when it was read. */
  private static TunKeys wanted(InterfaceSettings settings) {
    try {
      return TunKeys.of(settings.all());
    } catch (ConfigException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A device that somebody has deleted fits nothing any more. */
  @Override
  public boolean fits(InterfaceSettings settings) {
    return !broken
        && opened != null
        && settings.type() == CaptureType.TUN
        && settings.interfaceName().equals(opened.interfaceName())
        && settings.networks().equals(opened.networks())
        && wanted(settings).equals(keys);
  }

  @Override
  public String rules(InterfaceSettings settings) {
    var up = device;
    if (up == null) {
      return "";
    }
    try {
      up.follow();
    } catch (IOException e) {
      context.log().warn("{}: {}", up.tun().name(), e.getMessage());
    }
    return TunRules.capture(settings, wanted(settings), up.addresses());
  }

  @Override
  public RoutingPlan routing(InterfaceSettings settings, List<Family> families) {
    return device == null
        ? new RoutingPlan(List.of(), List.of())
        : TunRules.routing(
            settings.interfaceName(),
            wanted(settings),
            device.tun().name(),
            device.addresses(),
            families);
  }

  @Override
  public boolean sharesRouting() {
    return false;
  }

  @Override
  public Map<String, Long> counters() {
    var all = new LinkedHashMap<String, Long>();
    counters.addTo(all);
    if (connections != null) {
      all.put("tun_connections", (long) connections.size());
    }
    return all;
  }

  @Override
  public void close() {
    listeners.forEach(Channel::close);
    inboxes.forEach(DatagramInbox::close);
    if (device != null) {
      device.close();
    }
  }
}
