// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Availability;
import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Sessions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One configuration of a group with its members; immutable, the members themselves live on. */
record Snapshot(GroupSettings settings, List<Member> members, Choice choice) {

  static Snapshot of(GroupSettings settings, Surroundings world) {
    var members = settings.outbounds().stream().map(Member::new).toList();
    return new Snapshot(settings, members, choice(settings, world));
  }

  private static Choice choice(GroupSettings settings, Surroundings world) {
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

  /**
   * The next configuration. Members whose tag stays keep their streams and their health.
   *
   * @param gone told of each member that is one no more
   */
  Snapshot next(GroupSettings other, Surroundings world, Consumer<Member> gone) {
    var kept = new LinkedHashMap<String, Member>();
    members.forEach(member -> kept.put(member.tag(), member));
    var next =
        other.outbounds().stream()
            .map(tag -> kept.containsKey(tag) ? kept.remove(tag) : new Member(tag))
            .toList();
    kept.values().forEach(gone);
    boolean same = other.rule().equals(settings.rule());
    return new Snapshot(other, next, same ? choice : choice(other, world));
  }

  /** The members for a flow, best first; null for whichever flow comes next. */
  List<Member> order(@Nullable Flow flow) {
    return choice.order(members, flow);
  }

  /** Whether a member may be gone by now. */
  static boolean ready(Member member, Sessions.@Nullable Registered one, long time) {
    return one != null
        && !member.resting(time)
        && one.outbound().availability() instanceof Availability.Available;
  }

  /** Who may be tried, best first, those that rest or are not available behind the others. */
  List<Way> ways(
      Map<String, Sessions.Registered> registered,
      long time,
      Network network,
      @Nullable Flow flow) {
    var ready = new ArrayList<Way>();
    var rest = new ArrayList<Way>(0);
    for (var member : order(flow)) {
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

  Availability availability(Map<String, Sessions.Registered> registered, long time) {
    var candidates = order(null);
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

  /** Why there is no way for a flow. */
  ConnectFailure nobody(Map<String, Sessions.Registered> registered, Network network) {
    var tags = order(null).stream().map(Member::tag).collect(Collectors.joining(", "));
    boolean there = members.stream().anyMatch(member -> registered.containsKey(member.tag()));
    return network == Network.UDP && there
        ? new ConnectFailure(
            ConnectFailure.Reason.UNSUPPORTED,
            "no usable member of " + settings.tag() + " carries UDP: " + tags)
        : new ConnectFailure(
            ConnectFailure.Reason.OUTBOUND_UNAVAILABLE,
            "no member of " + settings.tag() + " exists: " + tags);
  }
}
