// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal;

import io.sallyport.api.Decision;
import io.sallyport.api.Inbound;
import io.sallyport.api.Policy;
import io.sallyport.api.Question;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.Session.State;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a session from outside while it lives: time passes, its policy is changed, its
 * outbound goes away and perhaps comes back. On the session's loop.
 */
final class Upkeep {

  private final LiveSession session;
  private final RateLimits rates;
  private final Inbound inbound;
  private final Ageing ageing;
  private Policy policy;

  /**
   * @param policy by which the session begins
   */
  Upkeep(LiveSession session, RateLimits rates, Inbound inbound, Policy policy) {
    this.session = session;
    this.rates = rates;
    this.inbound = inbound;
    this.policy = policy;
    this.ageing = new Ageing(policy.limits(), session.flow().network());
  }

  /** How old the session is. */
  Duration age() {
    return Duration.ofNanos(ageing.age());
  }

  /** The route that was chosen has an idle timeout of its own. */
  void idleTimeout(Duration timeout) {
    ageing.idleTimeout(timeout);
  }

  void sweep(long now, Relay relay) {
    ageing.keepAlive(now, relay.client(), relay.far());
    if (session.state() == State.DRAINING && ageing.drained(now)) {
      relay.abort();
    } else if (silent(now, relay) || ageing.outlived(now, policy)) {
      relay.close();
    } else if (inbound.policy() != policy) {
      policyChanged(inbound.policy(), relay);
    }
  }

  private boolean silent(long now, Relay relay) {
    return ageing.silent(now, session.traffic())
        && !relay.throttled(true)
        && !relay.throttled(false);
  }

  private void policyChanged(Policy current, Relay relay) {
    policy = current;
    var flow = session.flow();
    rates.of(inbound, flow, true);
    rates.of(inbound, flow, false);
    if (!current.limits().interruptExistConnections()) {
      return;
    }
    var question = new Question(flow, session.sniffed(), flow.resolved(), RouteOptions.NONE, 0);
    boolean same =
        current.decide(question) instanceof Decision.Route route
            && route.outbound().equals(session.outbound());
    if (!same) {
      relay.abort();
    }
  }

  /** The outbound that carries the session was taken away. */
  void outboundGone(String provider, @Nullable Relay relay) {
    if (session.connecting()) {
      session.fail(OutboundRegistry.absent(String.valueOf(session.outbound())));
    } else if (relay != null && session.mayDrain()) {
      var limits = inbound.policy().limits();
      if (limits.interruptExistConnections() || limits.drainTimeout().isZero()) {
        relay.abort();
      } else {
        session.drains();
        ageing.drain(limits.drainTimeout(), provider);
      }
    }
  }

  /** Whether an outbound that is there now is the one for want of which the session drains. */
  boolean drainedFor(String provider) {
    return session.state() == State.DRAINING && ageing.drainsFor(provider);
  }
}
