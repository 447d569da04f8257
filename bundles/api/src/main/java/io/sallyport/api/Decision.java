// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.time.Duration;
import java.util.Set;

/** What a policy says to a {@link Question}. */
public sealed interface Decision {

  /** The rule that decided. */
  Rule rule();

  /**
   * Final: go by this outbound.
   *
   * @param outbound its tag; where no such outbound is registered the flow is blocked
   */
  record Route(Rule rule, String outbound, RouteOptions options) implements Decision {}

  /** Final: refuse. */
  record Reject(Rule rule, Method method) implements Decision {

    /** How the client learns of it. */
    public enum Method {
      /** At once and in its own protocol. */
      DEFAULT,
      /** Not at all. */
      DROP
    }
  }

  /** Final: the DNS service of the inbound answers. */
  record HijackDns(Rule rule) implements Decision {}

  /**
   * Not final: look at what the client sends first.
   *
   * @param protocols what to look for
   * @param timeout how long to wait for it, where waiting is possible at all
   */
  record Sniff(Rule rule, RouteOptions options, Set<Sniffed.Protocol> protocols, Duration timeout)
      implements Decision {}

  /**
   * Not final: resolve the name, so that address rules can see it.
   *
   * @param outbound tag of the outbound that resolves
   */
  record Resolve(Rule rule, RouteOptions options, String outbound, AddressFamily family)
      implements Decision {}

  /**
   * Which rule.
   *
   * @param index position in {@code rules}, from 0; {@link #FINAL_INDEX} for {@code final}
   * @param tag its {@code tag}, or {@code rule[3]}, or {@code final}
   */
  record Rule(int index, String tag) {

    /** Stands behind every rule. */
    public static final int FINAL_INDEX = Integer.MAX_VALUE;

    /** The rule that {@code final} is. */
    public static final Rule FINAL = new Rule(FINAL_INDEX, "final");
  }
}
