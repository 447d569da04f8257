// SPDX-License-Identifier: Apache-2.0
package io.sallyport.tor.internal;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Availability;
import io.sallyport.api.FirstWords;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Outbound;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import io.sallyport.torclient.Bootstrap;
import io.sallyport.torclient.ClientListener;
import io.sallyport.torclient.ClientStatus;
import io.sallyport.torclient.IsolationKey;
import io.sallyport.torclient.TorClient;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** Goes by Tor. Carries TCP; names travel to the exit as they are. */
@Component(
    service = Outbound.class,
    configurationPid = TorSchema.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {Outbound.TYPE + "=tor", Outbound.NETWORK + "=tcp"})
public final class TorOutbound implements Outbound {

  private final Transport transport;
  private final @Nullable Path home;
  private final Logger log;
  private volatile SleepingClient client;

  /** Asleep. */
  @Activate
  public TorOutbound(
      @Reference Transport transport,
      BundleContext context,
      @Reference(service = LoggerFactory.class) Logger log,
      Map<String, Object> properties)
      throws ConfigException {
    this(
        transport,
        context.getProperty("sallyport.home") instanceof String path ? Path.of(path) : null,
        log,
        properties);
  }

  TorOutbound(Transport transport, @Nullable Path home, Logger log, Map<String, Object> properties)
      throws ConfigException {
    this.transport = transport;
    this.home = home;
    this.log = log;
    this.client = sleeping(TorSettings.of(properties, home));
  }

  private SleepingClient sleeping(TorSettings settings) {
    return new SleepingClient(settings, transport, new Told(settings.tag()));
  }

  /** Another client only where it would be another. */
  @Modified
  synchronized void modified(Map<String, Object> properties) throws ConfigException {
    var settings = TorSettings.of(properties, home);
    var before = client;
    if (settings.sameClient(before.settings())) {
      return;
    }
    boolean awake = before.awake() != null;
    before.close();
    client = sleeping(settings);
    if (awake) {
      wake();
    }
  }

  @Deactivate
  void deactivate() {
    client.close();
  }

  private String tag() {
    return client.settings().tag();
  }

  /** Bootstraps, and tries at once what waits for its time; done when flows can be carried. */
  Future<Void> wake() {
    Promise<Void> promise = transport.loop().newPromise();
    awake(
        promise,
        tor -> {
          tor.retry();
          Failures.pass(tag(), tor.start(), promise, done -> done);
        });
    return promise;
  }

  /** Ends the client; the next flow, or {@link #wake}, begins with a new one. */
  synchronized void sleep() {
    var before = client;
    before.close();
    client = sleeping(before.settings());
  }

  private void awake(Promise<?> promise, Consumer<TorClient> then) {
    client
        .wake()
        .addListener(
            (Future<TorClient> done) -> {
              if (done.isSuccess()) {
                then.accept(done.getNow());
              } else {
                promise.tryFailure(Failures.of(tag(), done.cause()));
              }
            });
  }

  @Override
  public Future<Channel> connect(Flow flow, EventLoop loop) {
    return connect(flow, () -> Unpooled.EMPTY_BUFFER, loop);
  }

  /** What the client has said travels with the request (tor-spec §6.2). */
  @Override
  public Future<Channel> connect(Flow flow, FirstWords first, EventLoop loop) {
    Promise<Channel> promise = loop.newPromise();
    // In a turn of its own: what an acceptor has read ahead comes right behind its call.
    loop.execute(
        () -> {
          if (!promise.isDone()) {
            connect(flow, first.take(), loop, promise);
          }
        });
    return promise;
  }

  private void connect(Flow flow, ByteBuf words, EventLoop loop, Promise<Channel> promise) {
    var to = flow.destination();
    client
        .wake()
        .addListener(
            (Future<TorClient> done) -> {
              if (done.isSuccess() && !promise.isDone()) {
                var key = key(flow.apart());
                var connecting = done.getNow().connect(to.host(), to.port(), key, words, loop);
                Failures.pass(tag(), connecting, promise, channel -> channel);
              } else {
                words.release();
                if (!done.isSuccess()) {
                  promise.tryFailure(Failures.of(tag(), done.cause()));
                }
              }
            });
  }

  private static IsolationKey key(Isolation isolation) {
    return new IsolationKey(isolation.parts());
  }

  @Override
  public Future<List<InetAddress>> resolve(String name, AddressFamily family, EventLoop loop) {
    return resolve(name, family, Isolation.SHARED, loop);
  }

  @Override
  public Future<List<InetAddress>> resolve(
      String name, AddressFamily family, Isolation isolation, EventLoop loop) {
    Promise<List<InetAddress>> found = transport.loop().newPromise();
    Promise<List<InetAddress>> promise = loop.newPromise();
    awake(
        found,
        tor ->
            Failures.pass(
                tag(),
                tor.resolve(name, key(isolation)),
                found,
                addresses -> wanted(addresses, family)));
    found.addListener(
        (Future<List<InetAddress>> done) -> {
          if (!done.isSuccess()) {
            promise.tryFailure(done.cause());
          } else if (done.getNow().isEmpty()) {
            promise.tryFailure(Failures.noAddress(tag()));
          } else {
            promise.trySuccess(done.getNow());
          }
        });
    return promise;
  }

  private static List<InetAddress> wanted(List<InetAddress> addresses, AddressFamily family) {
    boolean six = family == AddressFamily.PREFER_IPV6;
    return addresses.stream()
        .filter(one -> isSix(one) ? family.wantsIpv6() : family.wantsIpv4())
        .sorted(Comparator.comparing(one -> isSix(one) != six))
        .toList();
  }

  private static boolean isSix(InetAddress address) {
    return address instanceof Inet6Address;
  }

  @Override
  public Future<String> reverse(InetAddress address, EventLoop loop) {
    return reverse(address, Isolation.SHARED, loop);
  }

  @Override
  public Future<String> reverse(InetAddress address, Isolation isolation, EventLoop loop) {
    Promise<String> promise = loop.newPromise();
    awake(
        promise,
        tor ->
            Failures.pass(tag(), tor.resolvePtr(address, key(isolation)), promise, name -> name));
    return promise;
  }

  /** New flows take new circuits from now on. */
  void newIdentity() {
    if (client.awake() instanceof TorClient tor) {
      tor.newIdentity();
    }
  }

  /** How far it is. */
  Bootstrap bootstrap() {
    return client.bootstrap();
  }

  /** What the client has and does; null while it sleeps. */
  @Nullable ClientStatus status() {
    return client.awake() instanceof TorClient tor ? tor.status() : null;
  }

  /** Where its files are. */
  Path directory() {
    return client.settings().directory();
  }

  @Override
  public Map<String, Long> counters() {
    var counters = new TreeMap<String, Long>();
    counters.put("bootstrap_percent", (long) bootstrap().percent());
    var status = status();
    if (status != null) {
      long streams = status.circuits().stream().mapToLong(one -> one.streams().size()).sum();
      counters.put("links", (long) status.links().size());
      counters.put("circuits", (long) status.circuits().size());
      counters.put("streams", streams);
      counters.put("bytes_read", status.bytesRead());
      counters.put("bytes_written", status.bytesWritten());
    }
    return counters;
  }

  /** A client that sleeps, or is on its way without trouble, has a chance. */
  @Override
  public Availability availability() {
    var now = bootstrap();
    return now.done() || now.problem() == null
        ? Availability.AVAILABLE
        : new Availability.Unavailable(now.toString());
  }

  /** What operators should know goes into the log, once for each step. */
  private final class Told implements ClientListener {

    private final String of;
    private int percent = -1;
    private String doing = "";
    private @Nullable String problem;

    Told(String tag) {
      this.of = tag;
    }

    @Override
    public synchronized void bootstrap(Bootstrap now) {
      if (now.problem() != null && !now.problem().equals(problem)) {
        log.warn("outbound {}: Tor is stuck at {}", of, now);
      } else if (now.done()) {
        log.info("outbound {}: Tor is ready (100%)", of);
      } else if (now.percent() != percent || !now.doing().equals(doing)) {
        log.info("outbound {}: Tor is at {}%: {}", of, now.percent(), now.doing());
      }
      percent = now.percent();
      doing = now.doing();
      problem = now.problem();
    }

    @Override
    public void warning(String message) {
      log.warn("outbound {}: {}", of, message);
    }
  }
}
