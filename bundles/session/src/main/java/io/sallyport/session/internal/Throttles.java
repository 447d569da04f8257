// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.netty.channel.Channel;
import io.sallyport.api.Flow;
import io.sallyport.api.Inbound;
import org.jspecify.annotations.Nullable;

/**
 * The throttles of a session's two directions, where its inbound or user has a rate.
 *
 * @param up from the client; null without a rate
 * @param down to the client; null without a rate
 */
record Throttles(@Nullable Throttle up, @Nullable Throttle down) {

  static final Throttles NONE = new Throttles(null, null);

  static Throttles of(RateLimits rates, Inbound inbound, Flow flow, Channel client, Channel far) {
    var up = rates.of(inbound, flow, true);
    var down = rates.of(inbound, flow, false);
    return up.isEmpty() && down.isEmpty()
        ? NONE
        : new Throttles(
            up.isEmpty() ? null : new Throttle(up, client, far),
            down.isEmpty() ? null : new Throttle(down, far, client));
  }

  /** So many bytes were carried; reading pauses where they were too many. */
  void took(boolean upwards, int bytes) {
    var throttle = upwards ? up : down;
    if (throttle != null) {
      throttle.took(bytes);
    }
  }

  /** Whether a direction waits until what it has carried is within its rate. */
  boolean paused(boolean upwards) {
    var throttle = upwards ? up : down;
    return throttle != null && throttle.paused();
  }
}
