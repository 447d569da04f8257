// SPDX-License-Identifier: Apache-2.0
package io.sallyport.transport.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Destination;
import io.sallyport.api.DialOptions;
import io.sallyport.api.Flow;
import io.sallyport.api.ListenOptions;
import io.sallyport.api.Listening;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** The event loops and the sockets on them; there whether or not anybody uses them just now. */
@Component(immediate = true, configurationPid = TransportSchema.PID)
public final class SocketTransport implements Transport {

  /** What may wait in a channel before the other side of its session stops reading. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(64 << 10, 256 << 10);

  private final TransportType type;
  private final Loops loops;
  private final OwnAddresses own = new OwnAddresses();
  private final BooleanSupplier stopping;
  private final HostResolver resolver;
  private final Dialer dialer;
  private final DatagramSockets sockets;
  private final ListeningSockets listening;

  /** Starts the loops. Falls back to NIO, and says so, where the type asked for does not work. */
  @Activate
  public SocketTransport(
      BundleContext context,
      Map<String, Object> properties,
      @Reference(service = LoggerFactory.class) Logger log)
      throws ConfigException {
    this(
        properties,
        () -> context.getBundle(Constants.SYSTEM_BUNDLE_ID).getState() == Bundle.STOPPING,
        log);
  }

  /**
   * @param stopping whether it ends for good, rather than for another one to take its place
   */
  SocketTransport(Map<String, Object> properties, BooleanSupplier stopping, Logger log)
      throws ConfigException {
    this.stopping = stopping;
    var settings = Settings.of(TransportSchema.KEYS, properties);
    type = usable(TransportType.of(settings.get(TransportSchema.TYPE)), log);
    int threads = settings.get(TransportSchema.THREADS);
    loops =
        new Loops(
            threads > 0 ? threads : Runtime.getRuntime().availableProcessors(), type.handlers());
    resolver = new HostResolver(type);
    dialer = new Dialer(type, resolver);
    sockets = new DatagramSockets(type, resolver, own);
    listening = new ListeningSockets(type, loops);
  }

  private static TransportType usable(TransportType wanted, Logger log) {
    var obstacle = wanted.obstacle();
    if (obstacle == null) {
      return wanted;
    }
    log.warn("{} cannot be used here ({}); using nio", wanted.label(), obstacle.getMessage());
    return TransportType.NIO;
  }

  @Deactivate
  void stop() {
    resolver.close();
    if (stopping.getAsBoolean()) {
      loops.end().awaitUninterruptibly(5, TimeUnit.SECONDS);
    } else {
      loops.retire();
    }
  }

  @Override
  public String type() {
    return type.label();
  }

  @Override
  public EventLoop loop() {
    return loops.next();
  }

  @Override
  public Future<Channel> connect(Destination destination, DialOptions options, EventLoop loop) {
    return dialer.connect(destination, options, loop);
  }

  @Override
  public Future<Channel> connect(
      List<InetAddress> addresses, int port, DialOptions options, EventLoop loop) {
    return dialer.connect(addresses, port, options, loop);
  }

  @Override
  public Future<Channel> connect(Flow flow, DialOptions options, EventLoop loop) {
    return OwnAddresses.concern(flow)
        ? dialer.connect(flow, own::isOwn, options, loop)
        : Transport.super.connect(flow, options, loop);
  }

  @Override
  public Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
    return resolver.resolve(name, family, loop);
  }

  @Override
  public Future<Channel> listen(SocketAddress address, ChannelHandler child) {
    return listening.open(address, child, loops.next());
  }

  @Override
  public Future<Channel> listen(
      InetSocketAddress address, ListenOptions options, ChannelHandler child) {
    return listening.open(address, options, child, loops.next());
  }

  @Override
  public void markOwn(int mark) {
    if (type != TransportType.NIO) {
      Dialer.markOwn(mark);
    }
  }

  @Override
  public Future<Channel> datagrams(DialOptions options, EventLoop loop) {
    return sockets.open(null, options, loop);
  }

  @Override
  public Future<Channel> datagrams(Flow flow, DialOptions options, EventLoop loop) {
    return sockets.open(flow, options, loop);
  }

  @Override
  public Future<Channel> bindDatagrams(
      InetSocketAddress local, ChannelHandler handler, EventLoop loop) {
    return sockets.bind(local, handler, loop);
  }

  @Override
  public Future<Listening> awaitPeer(
      InetSocketAddress expected, DialOptions options, EventLoop loop) {
    return PeerWait.open(type, expected, options, loop);
  }

  @Override
  public Future<String> reverse(InetAddress address, EventLoop loop) {
    return ReverseLookup.of(address, resolver, loop);
  }

  static WriteBufferWaterMark waterMark() {
    return WATER_MARK;
  }
}
