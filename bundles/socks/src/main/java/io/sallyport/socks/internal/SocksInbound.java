// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.sallyport.api.Inbound;
import io.sallyport.api.LatencyHistogram;
import io.sallyport.api.Policy;
import io.sallyport.api.PolicyCompiler;
import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import io.sallyport.api.config.ConfigException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.log.Logger;
import org.osgi.service.log.LoggerFactory;

/** A listener, one per file. */
@Component(
    service = Inbound.class,
    immediate = true,
    configurationPid = SocksSchema.PID,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class SocksInbound implements Inbound {

  private final PolicyCompiler compiler;
  private final Logger log;
  private final HalfOpen halfOpen = new HalfOpen();
  private final Associations associations;
  private final Commands commands;
  private final ClientPlaces places;
  private final ListeningSocket tcp;
  private final ListeningSocket unix;
  private volatile ListenerSettings settings;

  /** Begins to listen; if that cannot be, it says so in its status and keeps trying. */
  @Activate
  public SocksInbound(
      @Reference Transport transport,
      @Reference Sessions sessions,
      @Reference PolicyCompiler compiler,
      @Reference ClientPlaces places,
      @Reference(service = LoggerFactory.class) Logger log,
      Map<String, Object> properties)
      throws ConfigException {
    this.compiler = compiler;
    this.places = places;
    this.log = log;
    settings = ListenerSettings.of(properties, compiler);
    associations = new Associations(transport, () -> settings.commands());
    commands = new Commands(new Entrance(this, sessions, halfOpen, log), associations);
    tcp = new ListeningSocket(transport, new Greeter(), places::guard, log);
    unix = new ListeningSocket(transport, new Greeter(), places::guard, log);
    listen();
  }

  /**
   * Takes a new generation: the policy for every flow from now on, users and limits for whoever
   * connects from now on; the sockets only if their places changed.
   */
  @Modified
  void modified(Map<String, Object> properties) throws ConfigException {
    settings = ListenerSettings.of(properties, compiler);
    listen();
  }

  private void listen() {
    var now = settings;
    var at = now.listen().tcp();
    if (now.openToAll() && at != null) {
      log.warn("{}: whoever reaches {} may use it: it has no users", now.tag(), at.where());
    }
    tcp.listen(at, now.file());
    unix.listen(now.listen().unix(), now.file());
  }

  /** Sessions that run are left to run; those of datagrams end, as each one could ask for more. */
  @Deactivate
  void stop() {
    tcp.close();
    unix.close();
    halfOpen.close();
    associations.close();
  }

  @Override
  public String tag() {
    return settings.tag();
  }

  @Override
  public String type() {
    return "socks";
  }

  @Override
  public Policy policy() {
    return settings.policy();
  }

  @Override
  public Policy.UserLimits limitsOf(String user) {
    return settings.users().limits(user);
  }

  @Override
  public Status status() {
    return new Status(
        joined(" and ", tcp.where(), unix.where()),
        problem(joined("; ", tcp.problem(), unix.problem(), places.problem())));
  }

  private static @Nullable String problem(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String joined(String by, @Nullable String... parts) {
    return Stream.of(parts).filter(Objects::nonNull).collect(Collectors.joining(by));
  }

  @Override
  public Map<String, Long> counters() {
    var counters = associations.counters(halfOpen.counters());
    counters.put("accept_pauses", places.pauses());
    return counters;
  }

  @Override
  public LatencyHistogram.Snapshot handshakes() {
    return halfOpen.times();
  }

  /** Furnishes each client with the settings of the moment. */
  private final class Greeter extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel client) {
      var now = settings;
      places.enter(client);
      // Those who stall must leave places to those who speak.
      int most = Math.min(now.maxHandshakes(), places.most() / 2);
      var guard = new HandshakeGuard(halfOpen, now, most);
      client.pipeline().addLast(guard);
      if (now.proxyProtocol()) {
        ProxyHeader.await(client.pipeline(), commands.entrance(), guard);
      }
      client.pipeline().addLast(new SocksHandshake(commands, now.users()));
    }

    @Override
    public boolean isSharable() {
      return true;
    }
  }
}
