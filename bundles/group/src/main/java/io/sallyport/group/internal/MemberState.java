// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Availability;
import io.sallyport.api.Sessions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a member is at this moment, for people and scripts.
 *
 * @param problem why it is passed over; null if it is ready
 * @param delay last known, in milliseconds; {@link Member#UNKNOWN} if none holds
 * @param history last delays, oldest first
 * @param failures in a row
 * @param streams that go by it and live
 * @param chosen whether the next flow goes by it; always false where flows are spread
 */
record MemberState(
    String tag,
    @Nullable String problem,
    long delay,
    List<Long> history,
    int failures,
    int streams,
    boolean chosen) {

  static MemberState of(
      Member member, Sessions.@Nullable Registered registered, long now, boolean chosen) {
    return new MemberState(
        member.tag(),
        problem(member, registered, now),
        member.delay(),
        member.history(),
        member.failures(),
        member.streams().count(),
        chosen);
  }

  private static @Nullable String problem(
      Member member, Sessions.@Nullable Registered registered, long now) {
    if (registered == null) {
      return "absent";
    }
    if (member.resting(now)) {
      return "rests";
    }
    return registered.outbound().availability() instanceof Availability.Unavailable u
        ? u.why()
        : null;
  }
}
