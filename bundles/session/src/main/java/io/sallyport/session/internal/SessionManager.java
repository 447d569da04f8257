// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Answer;
import io.sallyport.api.BindAnswer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.NameMap;
import io.sallyport.api.Outbound;
import io.sallyport.api.Policy;
import io.sallyport.api.Session;
import io.sallyport.api.Sessions;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Settings;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/**
 * The table of sessions and what all of them share. Immediate, or else the sessions would end where
 * all who use this service are updated at once.
 */
@Component(service = Sessions.class, immediate = true, configurationPid = SessionSchema.PID)
public final class SessionManager implements Sessions {

  private final Logger log;
  private final AccessLog access;
  private final OutboundRegistry registry = new OutboundRegistry();
  private final List<NameMap> nameMaps = new CopyOnWriteArrayList<>();
  private final Counters counters = new Counters();
  private final RateLimits rates = new RateLimits();
  private final Admission admission = new Admission();
  private final Map<Long, LiveSession> table = new ConcurrentHashMap<>();
  private final Map<EventLoop, LoopSessions> loops = new ConcurrentHashMap<>();
  private final Object emptied = new Object();
  private volatile Settings settings;
  private volatile boolean stopping;

  /** For declarative services. */
  @Activate
  public SessionManager(
      Map<String, Object> properties,
      @Reference(service = LoggerFactory.class) Logger log,
      @Reference LoggerFactory loggers)
      throws ConfigException {
    this(properties, log, loggers.getLogger(AccessLog.LOGGER));
  }

  SessionManager(Map<String, Object> properties, Logger log) throws ConfigException {
    this(properties, log, log);
  }

  private SessionManager(Map<String, Object> properties, Logger log, Logger access)
      throws ConfigException {
    this.access = new AccessLog(access);
    this.log = log;
    this.settings = Settings.of(SessionSchema.KEYS, properties);
  }

  @Modified
  void modified(Map<String, Object> properties) throws ConfigException {
    settings = Settings.of(SessionSchema.KEYS, properties);
  }

  /** Lets sessions end by themselves for a while, then ends them. */
  @Deactivate
  void stop() throws InterruptedException {
    stopping = true;
    awaitEmpty(settings.get(SessionSchema.SHUTDOWN_TIMEOUT));
    table.values().forEach(LiveSession::close);
    awaitEmpty(Duration.ofSeconds(1));
  }

  private void awaitEmpty(Duration timeout) throws InterruptedException {
    long end = System.nanoTime() + timeout.toNanos();
    synchronized (emptied) {
      for (long left = timeout.toMillis(); !table.isEmpty() && left > 0; ) {
        emptied.wait(left);
        left = (end - System.nanoTime()) / 1_000_000;
      }
    }
  }

  @Reference(
      service = Outbound.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      updated = "updatedOutbound")
  void addOutbound(ServiceReference<Outbound> reference, Outbound outbound) {
    registry.put(reference, outbound);
    if (reference.getProperty(Outbound.TAG) instanceof String tag) {
      var provider = OutboundRegistry.provider(reference);
      table.values().forEach(session -> session.outboundThere(tag, provider, outbound));
    }
  }

  void updatedOutbound(ServiceReference<Outbound> reference, Outbound outbound) {
    registry.put(reference, outbound);
  }

  void removeOutbound(ServiceReference<Outbound> reference, Outbound outbound) {
    registry.remove(reference);
    var provider = OutboundRegistry.provider(reference);
    table.values().forEach(session -> session.outboundGone(outbound, provider));
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addNameMap(NameMap map) {
    nameMaps.add(map);
  }

  void removeNameMap(NameMap map) {
    nameMaps.remove(map);
  }

  @Override
  public void serve(Inbound inbound, Flow asked, Channel client, Answer answer) {
    var flow = named(asked);
    var refusal = stopping ? "Sallyport is stopping" : obstacle(inbound, flow);
    if (refusal != null) {
      answer.failed(refused(inbound, flow, refusal));
      return;
    }
    var session = new LiveSession(this, inbound, flow, asked.destination(), client, answer);
    table.put(flow.id(), session);
    loop(client.eventLoop()).add(session);
    session.begin();
  }

  /** Which limit forbids one more session; null, and the session is counted, if none does. */
  private @Nullable String obstacle(Inbound inbound, Flow flow) {
    var limits = inbound.policy().limits();
    if (!rates.admits(inbound.tag(), limits.maxConnectionRate())) {
      return "max_connection_rate (" + limits.maxConnectionRate() + ") is reached";
    }
    var ofUser =
        flow.origin().user() instanceof String user
            ? inbound.limitsOf(user)
            : Policy.UserLimits.NONE;
    return admission.enter(flow.origin(), limits, ofUser, settings.get(SessionSchema.MAX_SESSIONS));
  }

  /** As {@link #serve}, which knows by the answer what is asked. */
  @Override
  public void bind(Inbound inbound, Flow asked, Channel client, BindAnswer answer) {
    serve(inbound, asked, client, answer);
  }

  @Override
  public Future<List<InetAddress>> resolve(
      Inbound inbound, Flow asked, AddressFamily family, EventLoop loop) {
    return look(
        inbound,
        asked,
        loop,
        (outbound, destination, isolation) ->
            switch (destination) {
              case Destination.Name name -> outbound.resolve(name.host(), family, isolation, loop);
              case Destination.Address address -> loop.newSucceededFuture(List.of(address.ip()));
            });
  }

  @Override
  public Future<String> reverse(Inbound inbound, Flow asked, EventLoop loop) {
    return look(
        inbound,
        asked,
        loop,
        (outbound, destination, isolation) ->
            switch (destination) {
              case Destination.Name name -> loop.newSucceededFuture(name.host());
              case Destination.Address address -> outbound.reverse(address.ip(), isolation, loop);
            });
  }

  private <T> Future<T> look(Inbound inbound, Flow asked, EventLoop loop, Lookup.Ask<T> ask) {
    var flow = named(asked);
    var refusal = stopping ? "Sallyport is stopping" : obstacle(inbound, flow);
    if (refusal != null) {
      return loop.newFailedFuture(refused(inbound, flow, refusal));
    }
    return new Lookup<>(this, inbound, flow, loop, ask).begin();
  }

  private ConnectFailure refused(Inbound inbound, Flow flow, String refusal) {
    var account = Account.open(counters.cells(flow.origin(), null, null));
    account.failed(ConnectFailure.Reason.LIMIT);
    account.close();
    log.debug("{}: refused: {}", inbound.tag(), refusal);
    return new ConnectFailure(ConnectFailure.Reason.LIMIT, refusal);
  }

  /** A lookup is over. */
  void left(Flow flow) {
    admission.leave(flow.origin());
  }

  boolean splices() {
    return settings.get(SessionSchema.SPLICE);
  }

  Duration bindTimeout() {
    return settings.get(SessionSchema.BIND_TIMEOUT);
  }

  @Override
  public Flow named(Flow flow) {
    if (flow.destination() instanceof Destination.Address address) {
      for (var map : nameMaps) {
        if (map.nameOf(address.ip()) instanceof String name) {
          return flow.to(new Destination.Name(name, address.port()));
        }
      }
    }
    return flow;
  }

  void ended(LiveSession session) {
    var now = settings;
    if (now.get(SessionSchema.ACCESS_LOG)) {
      access.write(session, session.failure(), now.get(SessionSchema.ACCESS_LOG_REDACT));
    }
    loop(session.loop()).remove(session);
    table.remove(session.flow().id());
    admission.leave(session.flow().origin());
    if (stopping && table.isEmpty()) {
      synchronized (emptied) {
        emptied.notifyAll();
      }
    }
  }

  LoopSessions loop(EventLoop loop) {
    return loops.computeIfAbsent(loop, it -> new LoopSessions(it, () -> loops.remove(it)));
  }

  static ConnectFailure failure(@Nullable Throwable cause) {
    return cause instanceof ConnectFailure failure
        ? failure
        : new ConnectFailure(ConnectFailure.Reason.GENERAL, String.valueOf(cause), cause);
  }

  RateLimits rates() {
    return rates;
  }

  Counters counters() {
    return counters;
  }

  Logger log() {
    return log;
  }

  @Override
  public Collection<Session> live() {
    return table.values().stream()
        .sorted(Comparator.comparingLong(session -> session.flow().id()))
        .map(Session.class::cast)
        .toList();
  }

  @Override
  public @Nullable Session find(long id) {
    return table.get(id);
  }

  @Override
  public List<Count> counts() {
    return counters.snapshot(false);
  }

  @Override
  public List<Count> userCounts() {
    return counters.snapshot(true);
  }

  @Override
  public Map<String, Registered> outbounds() {
    return registry.all();
  }
}
