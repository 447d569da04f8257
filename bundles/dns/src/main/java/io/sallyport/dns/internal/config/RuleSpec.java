// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rule demands beyond its name and client conditions, and what it does.
 *
 * @param types of queries that it is for; empty for all
 * @param outbounds to one of which the inbound's policy must send the name; empty for any. Ours.
 */
public record RuleSpec(Set<Integer> types, Set<String> outbounds, Action action) {

  public RuleSpec {
    types = Set.copyOf(types);
    outbounds = Set.copyOf(outbounds);
  }

  /** What is done with a query. */
  public sealed interface Action {}

  /**
   * Asks servers, the next where one fails. More than one is ours.
   *
   * @param disableCache whether the answer is neither kept nor taken from what was kept
   * @param rewriteTtl what clients are told instead of the server's, in seconds; null for that
   */
  public record Ask(List<String> servers, boolean disableCache, @Nullable Integer rewriteTtl)
      implements Action {

    public Ask {
      servers = List.copyOf(servers);
    }
  }

  /** Answers with a code. */
  public record Code(int rcode) implements Action {}

  /** Says nothing. */
  public record Silence() implements Action {}
}
