// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Availability;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Outbound;
import io.sallyport.api.Sessions;
import io.sallyport.api.config.ConfigException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.log.Logger;

/** Groups among members that do as they are told, on a loop whose time stands still. */
final class World {

  private final EmbeddedChannel clock = new EmbeddedChannel();
  final EventLoop loop = clock.eventLoop();
  final Map<String, Sessions.Registered> outbounds = new TreeMap<>();
  final SelectionStore store;

  /** Ids of flows that a session manager serves; one that was ended is taken out. */
  final Set<Long> sessions = new HashSet<>();

  private long nanos = 5_000_000_000L;

  World() {
    this(new SelectionStore((java.nio.file.Path) null, quiet()));
  }

  World(SelectionStore store) {
    this.store = store;
    clock.freezeTime();
  }

  static Logger quiet() {
    return (Logger)
        Proxy.newProxyInstance(
            World.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (proxy, method, arguments) ->
                method.getReturnType() == boolean.class ? (Object) false : null);
  }

  long nanos() {
    return nanos;
  }

  /** Time goes by, and what was to happen in it happens. */
  void pass(Duration time) {
    nanos += time.toNanos();
    clock.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
    settle();
  }

  /** What waits on the loop runs. */
  void settle() {
    clock.runPendingTasks();
    clock.runScheduledPendingTasks();
  }

  Fake member(String tag) {
    var fake = new Fake();
    register(tag, fake, true);
    return fake;
  }

  void register(String tag, Outbound outbound, boolean udp) {
    outbounds.put(tag, new Sessions.Registered(tag, "fake", udp, "test", null, outbound));
  }

  Group group(Kind kind, String tag, Object... settings) throws ConfigException {
    var surroundings =
        new Surroundings(
            () -> Map.copyOf(outbounds),
            sessions::remove,
            loop,
            this::nanos,
            new SplittableRandom(7),
            store,
            quiet());
    var group = new Group(kind, surroundings, properties(tag, settings)) {};
    register(tag, group, true);
    return group;
  }

  static Map<String, Object> properties(String tag, Object... settings) {
    var properties = new HashMap<String, Object>();
    properties.put("tag", tag);
    for (int i = 0; i < settings.length; i += 2) {
      properties.put((String) settings[i], settings[i + 1]);
    }
    return properties;
  }

  Future<Channel> connect(Group group) {
    return connect(group, flow("198.51.100.1", "host.example"));
  }

  Future<Channel> connect(Group group, Flow flow) {
    var done = group.connect(flow, loop);
    settle();
    return done;
  }

  static Flow flow(String source, String host) {
    return Flow.open(
        Network.TCP,
        new Origin("in", "socks", null, new InetSocketAddress(source, 4711), null),
        Destination.of(host, 443));
  }

  static MemberState state(Group group, String tag) {
    return group.states().stream().filter(one -> one.tag().equals(tag)).findFirst().orElseThrow();
  }

  static @Nullable String chosen(Group group) {
    return group.states().stream()
        .filter(MemberState::chosen)
        .map(MemberState::tag)
        .findFirst()
        .orElse(null);
  }

  /** A member: connects at once, fails as told, or is silent. */
  static final class Fake implements Outbound {
    ConnectFailure.@Nullable Reason fails;
    boolean silent;
    boolean breaks;
    Availability availability = Availability.AVAILABLE;
    int asked;
    @Nullable Isolation behalf;
    final List<Channel> opened = new ArrayList<>();
    final List<Promise<Channel>> waiting = new ArrayList<>();

    @Override
    public Future<Channel> connect(Flow flow, EventLoop loop) {
      asked++;
      if (breaks) {
        throw new IllegalStateException("broken plugin");
      }
      if (fails != null) {
        return loop.newFailedFuture(new ConnectFailure(fails, "told to fail"));
      }
      Promise<Channel> promise = loop.newPromise();
      if (silent) {
        waiting.add(promise);
      } else {
        promise.setSuccess(open());
      }
      return promise;
    }

    Channel open() {
      var channel = new EmbeddedChannel();
      opened.add(channel);
      return channel;
    }

    @Override
    public Future<Channel> associate(Flow flow, EventLoop loop) {
      return connect(flow, loop);
    }

    @Override
    public Future<List<InetAddress>> resolve(
        String name, AddressFamily family, Isolation isolation, EventLoop loop) {
      asked++;
      behalf = isolation;
      return fails == null
          ? loop.newSucceededFuture(List.of(InetAddress.getLoopbackAddress()))
          : loop.newFailedFuture(new ConnectFailure(fails, "told to fail"));
    }

    @Override
    public Availability availability() {
      return availability;
    }
  }
}
