// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/** The compiled policy of one inbound; immutable, any thread, no blocking. */
@ProviderType
public interface Policy {

  /** What to do with a flow. Never null: behind the last rule stands {@code final}. */
  Decision decide(Question question);

  /** What {@link #decide} would do and why, rule by rule; slow, for people. */
  Explanation explain(Question question);

  /** Tags of all outbounds that this policy can choose. */
  Set<String> outbounds();

  /** Each rule on one line as it was written, {@code final} last. */
  List<RuleText> rules();

  /** Limits and deadlines. */
  Limits limits();

  /** With whom a flow may share an outbound's resources, as {@code isolation} says. */
  default Isolation isolate(Flow flow) {
    return flow.isolation();
  }

  /**
   * Whether {@link #isolate} heeds {@link Origin#login}, so that an acceptor should let a client
   * log in that offers to.
   */
  default boolean keepsLoginsApart() {
    return false;
  }

  /** A rule for people. */
  record RuleText(Decision.Rule rule, String condition, String action) {}

  /** One rule that was looked at, and what came of it. */
  record Step(Decision.Rule rule, boolean matched, String because) {}

  /** The way to a decision. */
  record Explanation(List<Step> steps, Decision decision) {}

  /**
   * Limits of one inbound.
   *
   * @param maxConnections sessions at a time; 0 for no limit
   * @param maxConnectionsPerSource sessions of one client address at a time; 0 for no limit
   * @param connectTimeout how long an outbound has to connect
   * @param idleTimeout after which silence a TCP session ends; zero for never
   * @param udpTimeout after which silence a UDP session ends
   * @param drainTimeout how long sessions live on whose outbound was taken away
   * @param interruptExistConnections whether sessions that a changed policy would send elsewhere,
   *     and sessions of an outbound that was taken away, end at once
   * @param rateLimitUp bytes a second from all clients together; 0 for no limit
   * @param rateLimitDown bytes a second to all clients together; 0 for no limit
   * @param maxConnectionRate new sessions a second; 0 for no limit
   * @param maxLifetime after which time a session ends, busy or not; zero for never
   */
  record Limits(
      int maxConnections,
      int maxConnectionsPerSource,
      Duration connectTimeout,
      Duration idleTimeout,
      Duration udpTimeout,
      Duration drainTimeout,
      boolean interruptExistConnections,
      long rateLimitUp,
      long rateLimitDown,
      int maxConnectionRate,
      Duration maxLifetime) {

    /** Without limits on rates and lifetime. */
    public Limits(
        int maxConnections,
        int maxConnectionsPerSource,
        Duration connectTimeout,
        Duration idleTimeout,
        Duration udpTimeout,
        Duration drainTimeout,
        boolean interruptExistConnections) {
      this(
          maxConnections,
          maxConnectionsPerSource,
          connectTimeout,
          idleTimeout,
          udpTimeout,
          drainTimeout,
          interruptExistConnections,
          0,
          0,
          0,
          Duration.ZERO);
    }
  }

  /**
   * Limits of one user of one inbound, besides those of the inbound.
   *
   * @param maxConnections sessions at a time; 0 for no limit
   * @param rateLimitUp bytes a second from the user, by all sessions together; 0 for no limit
   * @param rateLimitDown bytes a second to the user, likewise
   */
  record UserLimits(int maxConnections, long rateLimitUp, long rateLimitDown) {

    /** No limit. */
    public static final UserLimits NONE = new UserLimits(0, 0, 0);
  }
}
