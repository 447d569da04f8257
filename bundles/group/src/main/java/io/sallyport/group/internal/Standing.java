// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.ConnectFailure;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * How the members of a group stand: what is in force, who works, and whom the next flow goes by
 * where that is one for all. Any thread.
 */
final class Standing implements Prober.Report {

  private final Surroundings world;
  private final LongAdder switches = new LongAdder();
  private final LongAdder probes = new LongAdder();
  private final LongAdder failedProbes = new LongAdder();
  private volatile Snapshot now;
  private volatile @Nullable Member selected;

  Standing(GroupSettings settings, Surroundings world) {
    this.world = world;
    this.now = Snapshot.of(settings, world);
  }

  Snapshot now() {
    return now;
  }

  private String tag() {
    return now.settings().tag();
  }

  /** Puts other settings in force. */
  void change(GroupSettings settings) {
    synchronized (this) {
      now =
          now.next(
              settings,
              world,
              gone -> {
                if (settings.interrupt()) {
                  gone.streams().closeAll(world.endSession());
                }
              });
    }
    reconsider();
  }

  /** A member has carried something. */
  void works(Member member) {
    if (member.succeeded()) {
      world.log().info("{}: {} works again", tag(), member.tag());
      reconsider();
    }
  }

  /** A member has failed, and it was not the far end's fault. */
  void fails(Member member, ConnectFailure why) {
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

  /** A flow has gone by somebody, from whom a later change is one. */
  void used(Snapshot by) {
    if (selected == null && by.choice().single()) {
      reconsider();
    }
  }

  /** Something changed that may change who is the chosen one. */
  void reconsider() {
    var others = List.<Member>of();
    synchronized (this) {
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
  Member best(Snapshot snapshot) {
    var order = snapshot.order(null);
    long time = world.nanos().getAsLong();
    var registered = world.outbounds().get();
    for (var member : order) {
      if (!member.ailing() && Snapshot.ready(member, registered.get(member.tag()), time)) {
        return member;
      }
    }
    var before = selected;
    return before != null && order.contains(before) ? before : order.getFirst();
  }

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

  /** How often another member became the chosen one. */
  long switches() {
    return switches.sum();
  }

  long probes() {
    return probes.sum();
  }

  long failedProbes() {
    return failedProbes.sum();
  }
}
