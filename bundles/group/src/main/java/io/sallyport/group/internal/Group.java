// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Availability;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.FirstWords;
import io.sallyport.api.Flow;
import io.sallyport.api.Isolation;
import io.sallyport.api.Listening;
import io.sallyport.api.Network;
import io.sallyport.api.Outbound;
import io.sallyport.api.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;

/**
 * An outbound over outbounds; what its kinds share. A flow goes by the members in the order of the
 * {@link Choice}, those that rest or are not available behind the others. Any thread.
 *
 * <p>Each kind is a component of its own, and inherits how it is modified and deactivated.
 */
abstract class Group implements Outbound {

  private final Kind kind;
  private final Surroundings world;
  private final Standing standing;
  private final Prober prober;
  private final LongAdder retries = new LongAdder();

  Group(Kind kind, Surroundings world, Map<String, Object> properties) throws ConfigException {
    this.kind = kind;
    this.world = world;
    var settings = GroupSettings.of(kind, properties);
    this.standing = new Standing(settings, world);
    this.prober = new Prober(world.loop(), world.nanos(), world.random(), this::present, standing);
    prober.follow(settings.probes());
  }

  /**
   * Members whose tag stays keep their streams and their health; flows that are already connecting
   * keep the members they began with.
   */
  @Modified
  final void reconfigure(Map<String, Object> properties) throws ConfigException {
    var settings = GroupSettings.of(kind, properties);
    standing.change(settings);
    prober.follow(settings.probes());
  }

  @Deactivate
  final void stop() {
    prober.follow(null);
  }

  // --- what an outbound does

  @Override
  public final Future<Channel> connect(Flow flow, EventLoop loop) {
    return dial(Network.TCP, flow, loop, (via, _) -> via.connect(flow, loop), Results.CHANNELS);
  }

  /**
   * Only the member behind whom there is no other may send along what the client has said: whether
   * the far end has heard it when an attempt fails is not known, and it must not hear it twice.
   */
  @Override
  public final Future<Channel> connect(Flow flow, FirstWords first, EventLoop loop) {
    return dial(
        Network.TCP,
        flow,
        loop,
        (via, last) -> last ? via.connect(flow, first, loop) : via.connect(flow, loop),
        Results.CHANNELS);
  }

  /** A member that is not there may yet come. */
  @Override
  public final boolean carries(Network network) {
    if (network == Network.TCP || Nesting.circular(this)) {
      return true;
    }
    var registered = world.outbounds().get();
    return standing.now().order(null).stream()
        .map(member -> registered.get(member.tag()))
        .anyMatch(one -> one == null || one.udp() && one.outbound().carries(network));
  }

  @Override
  public final Future<Channel> associate(Flow flow, EventLoop loop) {
    return dial(Network.UDP, flow, loop, (via, _) -> via.associate(flow, loop), Results.CHANNELS);
  }

  @Override
  public final Future<Listening> listen(Flow flow, EventLoop loop) {
    return dial(Network.TCP, flow, loop, (via, _) -> via.listen(flow, loop), Results.LISTENING);
  }

  @Override
  public final Future<List<InetAddress>> resolve(
      String name, AddressFamily family, EventLoop loop) {
    return resolve(name, family, Isolation.SHARED, loop);
  }

  @Override
  public final Future<List<InetAddress>> resolve(
      String name, AddressFamily family, Isolation isolation, EventLoop loop) {
    return dial(
        Network.TCP,
        null,
        loop,
        (via, _) -> via.resolve(name, family, isolation, loop),
        Results.nothing());
  }

  @Override
  public final Future<String> reverse(InetAddress address, EventLoop loop) {
    return reverse(address, Isolation.SHARED, loop);
  }

  @Override
  public final Future<String> reverse(InetAddress address, Isolation isolation, EventLoop loop) {
    return dial(
        Network.TCP,
        null,
        loop,
        (via, _) -> via.reverse(address, isolation, loop),
        Results.nothing());
  }

  @Override
  public final Availability availability() {
    return Nesting.circular(this)
        ? new Availability.Unavailable("leads back to itself")
        : standing.now().availability(world.outbounds().get(), world.nanos().getAsLong());
  }

  @Override
  public final Map<String, Long> counters() {
    var counters = new LinkedHashMap<String, Long>();
    var states = states();
    counters.put("members", (long) states.size());
    counters.put("members_ready", states.stream().filter(one -> one.problem() == null).count());
    counters.put("streams", states.stream().mapToLong(MemberState::streams).sum());
    counters.put("retries", retries.sum());
    counters.put("switches", standing.switches());
    counters.put("probes", standing.probes());
    counters.put("probes_failed", standing.failedProbes());
    return counters;
  }

  private <T> Future<T> dial(
      Network network, @Nullable Flow flow, EventLoop loop, Dial.Call<T> call, Results<T> results) {
    var snapshot = standing.now();
    var tag = snapshot.settings().tag();
    if (Nesting.circular(this)) {
      return loop.newFailedFuture(
          new ConnectFailure(
              ConnectFailure.Reason.OUTBOUND_UNAVAILABLE,
              "the group " + tag + " leads back to itself"));
    }
    prober.touch();
    var registered = world.outbounds().get();
    var ways = snapshot.ways(registered, world.nanos().getAsLong(), network, flow);
    if (ways.isEmpty()) {
      return loop.newFailedFuture(snapshot.nobody(registered, network));
    }
    var books = new Books<>(standing, snapshot, flow, results, retries, world.nanos());
    var timeout = snapshot.settings().connectTimeout();
    return new Dial<>(tag, ways, call, books, loop, timeout, world.nanos()).start();
  }

  // --- for commands, and for groups over this one

  final String tag() {
    return standing.now().settings().tag();
  }

  final Kind kind() {
    return kind;
  }

  /** The members that are registered now. */
  final Collection<Way> present() {
    var registered = world.outbounds().get();
    var ways = new ArrayList<Way>();
    for (var member : standing.now().members()) {
      var there = registered.get(member.tag());
      if (there != null) {
        ways.add(new Way(member, there.outbound()));
      }
    }
    return ways;
  }

  /** How the members are, in the order of the file. */
  final List<MemberState> states() {
    var snapshot = standing.now();
    var chosen = snapshot.choice().single() ? standing.best(snapshot) : null;
    long time = world.nanos().getAsLong();
    var registered = world.outbounds().get();
    return snapshot.members().stream()
        .map(member -> MemberState.of(member, registered.get(member.tag()), time, member == chosen))
        .toList();
  }

  /**
   * Chooses a member of a selector, now and after a restart.
   *
   * @throws IllegalArgumentException if it is no member, or this is no selector
   * @throws IOException if the choice cannot be kept; it is in force until a restart
   */
  final void select(String member) throws IOException {
    if (kind != Kind.SELECTOR) {
      throw new IllegalArgumentException(
          tag() + " is a " + kind.type() + ", which chooses by itself");
    }
    var settings = standing.now().settings();
    if (!settings.outbounds().contains(member)) {
      throw new IllegalArgumentException(
          "\""
              + member
              + "\" is not a member of "
              + tag()
              + "; there are: "
              + String.join(", ", settings.outbounds()));
    }
    standing.reconsider(); // so that it is known from whom it changes
    try {
      world.selections().put(settings.tag(), member);
    } finally {
      standing.reconsider();
    }
  }
}
