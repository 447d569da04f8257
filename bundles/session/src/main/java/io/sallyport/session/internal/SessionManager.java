// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.sallyport.api.Answer;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import io.sallyport.api.NameMap;
import io.sallyport.api.Outbound;
import io.sallyport.api.Session;
import io.sallyport.api.Sessions;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.Settings;
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

/** The table of sessions and what all of them share. */
@Component(service = Sessions.class, configurationPid = SessionSchema.PID)
public final class SessionManager implements Sessions {

  private final Logger log;
  private final OutboundRegistry registry = new OutboundRegistry();
  private final List<NameMap> nameMaps = new CopyOnWriteArrayList<>();
  private final Counters counters = new Counters();
  private final Admission admission = new Admission();
  private final Map<Long, LiveSession> table = new ConcurrentHashMap<>();
  private final Map<EventLoop, LoopSessions> loops = new ConcurrentHashMap<>();
  private final Object emptied = new Object();
  private volatile Settings settings;
  private volatile boolean stopping;

  @Activate
  public SessionManager(
      Map<String, Object> properties, @Reference(service = LoggerFactory.class) Logger log)
      throws ConfigException {
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
  }

  void updatedOutbound(ServiceReference<Outbound> reference, Outbound outbound) {
    registry.put(reference, outbound);
  }

  void removeOutbound(ServiceReference<Outbound> reference, Outbound outbound) {
    registry.remove(reference);
    table.values().forEach(session -> session.outboundGone(outbound));
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
    var limits = inbound.policy().limits();
    var refusal =
        stopping
            ? "Sallyport is stopping"
            : admission.enter(flow.origin(), limits, settings.get(SessionSchema.MAX_SESSIONS));
    if (refusal != null) {
      var cell = counters.cell(inbound.tag(), "-", "-");
      cell.total.increment();
      cell.failed(ConnectFailure.Reason.LIMIT);
      log.debug("{}: refused: {}", inbound.tag(), refusal);
      answer.failed(new ConnectFailure(ConnectFailure.Reason.LIMIT, refusal));
      return;
    }
    var session = new LiveSession(this, inbound, flow, client, answer);
    table.put(flow.id(), session);
    loop(client.eventLoop()).add(session);
    session.begin();
  }

  private Flow named(Flow flow) {
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
    return loops.computeIfAbsent(loop, LoopSessions::new);
  }

  static ConnectFailure failure(@Nullable Throwable cause) {
    return cause instanceof ConnectFailure failure
        ? failure
        : new ConnectFailure(ConnectFailure.Reason.GENERAL, String.valueOf(cause), cause);
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
    return counters.snapshot();
  }

  @Override
  public Map<String, Registered> outbounds() {
    return registry.all();
  }
}
