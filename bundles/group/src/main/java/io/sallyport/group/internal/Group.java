// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Availability;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import io.sallyport.api.Listening;
import io.sallyport.api.Network;
import io.sallyport.api.Outbound;
import io.sallyport.api.Sessions;
import io.sallyport.api.config.ConfigException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An outbound over outbounds; what its kinds share. A flow goes by the members in the order of the
 * {@link Choice}, those that rest or are not available behind the others. Any thread.
 */
abstract class Group implements Outbound {

  private final Kind kind;
  private final Surroundings world;
  private final Prober prober;
  private final LongAdder retries = new LongAdder();
  private final LongAdder switches = new LongAdder();
  private final LongAdder probes = new LongAdder();
  private final LongAdder failedProbes = new LongAdder();
  private final Object changing = new Object();
  private volatile Snapshot now;
  private volatile @Nullable Member selected;

  /** One configuration with its members; immutable, the members themselves live on. */
  private record Snapshot(GroupSettings settings, List<Member> members, Choice choice) {}

  Group(Kind kind, Surroundings world, Map<String, Object> properties) throws ConfigException {
    this.kind = kind;
    this.world = world;
    var settings = GroupSettings.of(kind, properties);
    var members = settings.outbounds().stream().map(Member::new).toList();
    this.now = new Snapshot(settings, members, choice(settings));
    this.prober = new Prober(world.loop(), world.nanos(), world.random(), this::present, report());
    prober.follow(settings.probes());
  }

  private Choice choice(GroupSettings settings) {
    return switch (settings.rule()) {
      case Rule.Manual(var byDefault) -> new Chosen(settings.tag(), byDefault, world.selections());
      case Rule.Delay(int tolerance) -> new Fastest(tolerance);
      case Rule.InOrder() -> (members, flow) -> members;
      case Rule.Spread(var strategy) ->
          switch (strategy) {
            case ROUND_ROBIN -> new Balances.InTurn();
            case LEAST_CONNECTIONS -> new Balances.LeastStreams();
            case CONSISTENT_HASHING -> new Balances.Hashed();
            case STICKY_SESSIONS -> new Sticky(world.nanos());
          };
    };
  }

  /** Members whose tag stays keep their streams and their health. */
  final void reconfigure(Map<String, Object> properties) throws ConfigException {
    var settings = GroupSettings.of(kind, properties);
    synchronized (changing) {
      var before = now;
      var kept = new LinkedHashMap<String, Member>();
      before.members().forEach(member -> kept.put(member.tag(), member));
      var members =
          settings.outbounds().stream()
              .map(tag -> kept.containsKey(tag) ? kept.remove(tag) : new Member(tag))
              .toList();
      boolean same = settings.rule().equals(before.settings().rule());
      now = new Snapshot(settings, members, same ? before.choice() : choice(settings));
      if (settings.interrupt()) {
        kept.values().forEach(gone -> gone.streams().closeAll(world.endSession()));
      }
    }
    prober.follow(settings.probes());
    reconsider();
  }

  final void stop() {
    prober.follow(null);
  }

  // --- what an outbound does

  @Override
  public final Future<Channel> connect(Flow flow, EventLoop loop) {
    return dial(Network.TCP, flow, loop, via -> via.connect(flow, loop), Results.CHANNELS);
  }

  @Override
  public final Future<Channel> associate(Flow flow, EventLoop loop) {
    return dial(Network.UDP, flow, loop, via -> via.associate(flow, loop), Results.CHANNELS);
  }

  @Override
  public final Future<Listening> listen(Flow flow, EventLoop loop) {
    return dial(Network.TCP, flow, loop, via -> via.listen(flow, loop), Results.LISTENING);
  }

  @Override
  public final Future<List<InetAddress>> resolve(
      String name, AddressFamily family, EventLoop loop) {
    return dial(Network.TCP, null, loop, via -> via.resolve(name, family, loop), Results.nothing());
  }

  @Override
  public final Future<String> reverse(InetAddress address, EventLoop loop) {
    return dial(Network.TCP, null, loop, via -> via.reverse(address, loop), Results.nothing());
  }

  @Override
  public final Availability availability() {
    if (Nesting.circular(this)) {
      return new Availability.Unavailable("leads back to itself");
    }
    var snapshot = now;
    long time = world.nanos().getAsLong();
    var registered = world.outbounds().get();
    var candidates = snapshot.choice().order(snapshot.members(), null);
    for (var member : candidates) {
      if (ready(member, registered.get(member.tag()), time)) {
        return Availability.AVAILABLE;
      }
    }
    return new Availability.Unavailable(
        candidates.size() == 1
            ? candidates.getFirst().tag() + " is not available"
            : "none of its " + candidates.size() + " members is available");
  }

  @Override
  public final Map<String, Long> counters() {
    var snapshot = now;
    var counters = new LinkedHashMap<String, Long>();
    var states = states();
    counters.put("members", (long) snapshot.members().size());
    counters.put("members_ready", states.stream().filter(one -> one.problem() == null).count());
    counters.put("streams", states.stream().mapToLong(MemberState::streams).sum());
    counters.put("retries", retries.sum());
    counters.put("switches", switches.sum());
    counters.put("probes", probes.sum());
    counters.put("probes_failed", failedProbes.sum());
    return counters;
  }

  // --- dialling

  private <T> Future<T> dial(
      Network network, @Nullable Flow flow, EventLoop loop, Dial.Call<T> call, Results<T> results) {
    var snapshot = now;
    var tag = snapshot.settings().tag();
    if (Nesting.circular(this)) {
      return loop.newFailedFuture(unavailable("the group " + tag + " leads back to itself"));
    }
    prober.touch();
    var ways = ways(snapshot, network, flow);
    if (ways.isEmpty()) {
      return loop.newFailedFuture(nobody(snapshot, network));
    }
    return new Dial<>(
            tag,
            ways,
            call,
            new Books<>(snapshot, flow, results),
            loop,
            snapshot.settings().connectTimeout(),
            world.nanos())
        .start();
  }

  /** Who may be tried, best first. */
  private List<Way> ways(Snapshot snapshot, Network network, @Nullable Flow flow) {
    var registered = world.outbounds().get();
    long time = world.nanos().getAsLong();
    var ready = new ArrayList<Way>();
    var rest = new ArrayList<Way>(0);
    for (var member : snapshot.choice().order(snapshot.members(), flow)) {
      var one = registered.get(member.tag());
      if (one != null && (network == Network.TCP || one.udp())) {
        // What it says of itself may be older than its rest: one flow goes and sees.
        boolean first = member.trialDue(time) || ready(member, one, time);
        (first ? ready : rest).add(new Way(member, one.outbound()));
      }
    }
    ready.addAll(rest);
    return ready;
  }

  private static boolean ready(Member member, Sessions.@Nullable Registered one, long time) {
    return one != null
        && !member.resting(time)
        && one.outbound().availability() instanceof Availability.Available;
  }

  private ConnectFailure nobody(Snapshot snapshot, Network network) {
    var tags =
        snapshot.choice().order(snapshot.members(), null).stream()
            .map(Member::tag)
            .collect(Collectors.joining(", "));
    boolean there =
        snapshot.members().stream()
            .anyMatch(member -> world.outbounds().get().containsKey(member.tag()));
    return network == Network.UDP && there
        ? new ConnectFailure(
            ConnectFailure.Reason.UNSUPPORTED,
            "no usable member of " + snapshot.settings().tag() + " carries UDP: " + tags)
        : unavailable("no member of " + snapshot.settings().tag() + " exists: " + tags);
  }

  private static ConnectFailure unavailable(String message) {
    return new ConnectFailure(ConnectFailure.Reason.OUTBOUND_UNAVAILABLE, message);
  }

  /** The account of one dial. */
  private final class Books<T> implements Dial.Ledger<T> {

    private final Snapshot snapshot;
    private final @Nullable Flow flow;
    private final Results<T> results;
    private boolean first = true;

    Books(Snapshot snapshot, @Nullable Flow flow, Results<T> results) {
      this.snapshot = snapshot;
      this.flow = flow;
      this.results = results;
    }

    @Override
    public void tried(Way way) {
      way.member().tried(world.nanos().getAsLong());
      if (!first) {
        retries.increment();
      }
      first = false;
    }

    @Override
    public void landed(Way way, T result) {
      results.count(result, way.member().streams(), flow == null ? 0 : flow.id());
      if (flow != null) {
        snapshot.choice().landed(flow, way.member());
      }
      works(way.member());
      if (selected == null && snapshot.choice().single()) {
        reconsider(); // from whom a later change is one
      }
    }

    @Override
    public void answered(Way way) {
      works(way.member());
    }

    @Override
    public void blamed(Way way, ConnectFailure why) {
      fails(way.member(), why);
    }

    @Override
    public void discard(T result) {
      results.discard(result);
    }
  }

  // --- health

  private void works(Member member) {
    if (member.succeeded()) {
      world.log().info("{}: {} works again", tag(), member.tag());
      reconsider();
    }
  }

  private void fails(Member member, ConnectFailure why) {
    var rest =
        member.failed(world.nanos().getAsLong(), now.settings().mostFailures(), world.random());
    if (rest.isPositive()) {
      world
          .log()
          .warn(
              "{}: {} has failed {} times, at last with {}; rests for {} ms",
              tag(),
              member.tag(),
              member.failures(),
              why.reason().label(),
              rest.toMillis());
    }
    reconsider();
  }

  /** Something changed that may change who is the chosen one. */
  private void reconsider() {
    var others = List.<Member>of();
    synchronized (changing) {
      var snapshot = now;
      if (!snapshot.choice().single()) {
        selected = null;
        return;
      }
      var next = best(snapshot);
      var before = selected;
      selected = next;
      if (before != null && before != next) {
        switches.increment();
        world.log().info("{}: {} instead of {}", tag(), next.tag(), before.tag());
        if (snapshot.settings().interrupt()) {
          others = snapshot.members().stream().filter(member -> member != next).toList();
        }
      }
    }
    others.forEach(member -> member.streams().closeAll(world.endSession()));
  }

  /**
   * Whom the next flow goes by. A member that has failed is that again when it has worked, not when
   * its rest is over; while none works it stays who it was.
   */
  private Member best(Snapshot snapshot) {
    var order = snapshot.choice().order(snapshot.members(), null);
    long time = world.nanos().getAsLong();
    var registered = world.outbounds().get();
    for (var member : order) {
      if (!member.ailing() && ready(member, registered.get(member.tag()), time)) {
        return member;
      }
    }
    var before = selected;
    return before != null && order.contains(before) ? before : order.getFirst();
  }

  private Prober.Report report() {
    return new Prober.Report() {
      @Override
      public void measured(Way way, long millis) {
        probes.increment();
        way.member().measured(millis);
        works(way.member());
      }

      @Override
      public void failed(Way way, ConnectFailure why) {
        probes.increment();
        failedProbes.increment();
        world.log().debug("{}: probe by {}: {}", tag(), way.member().tag(), why.reason().label());
        fails(way.member(), why);
      }

      @Override
      public void roundEnded() {
        reconsider();
      }
    };
  }

  // --- for commands, and for groups over this one

  final String tag() {
    return now.settings().tag();
  }

  final Kind kind() {
    return kind;
  }

  /** The members that are registered now. */
  final Collection<Way> present() {
    var registered = world.outbounds().get();
    return now.members().stream()
        .filter(member -> registered.containsKey(member.tag()))
        .map(member -> new Way(member, registered.get(member.tag()).outbound()))
        .toList();
  }

  /** How the members are, in the order of the file. */
  final List<MemberState> states() {
    var snapshot = now;
    var chosen = snapshot.choice().single() ? best(snapshot) : null;
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
    var settings = now.settings();
    if (!settings.outbounds().contains(member)) {
      throw new IllegalArgumentException(
          "\""
              + member
              + "\" is not a member of "
              + tag()
              + "; there are: "
              + String.join(", ", settings.outbounds()));
    }
    reconsider(); // so that it is known from whom it changes
    try {
      world.selections().put(settings.tag(), member);
    } finally {
      reconsider();
    }
  }
}
