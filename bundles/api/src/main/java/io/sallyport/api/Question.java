// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a policy is asked; immutable. A decision that is not final ({@link Decision.Sniff}, {@link
 * Decision.Resolve}) is carried out and the question put again, from the rule after it.
 *
 * @param flow the flow
 * @param sniffed what its first bytes gave away; null while nobody looked
 * @param resolved addresses of its name; empty while nobody resolved it
 * @param options what earlier rules have set
 * @param from index of the first rule to look at
 */
public record Question(
    Flow flow,
    @Nullable Sniffed sniffed,
    List<InetAddress> resolved,
    RouteOptions options,
    int from) {

  /** The first question about a flow. */
  public static Question about(Flow flow) {
    return new Question(flow, null, List.of(), RouteOptions.NONE, 0);
  }

  /** After a {@link Decision.Sniff} was carried out. */
  public Question sniffed(Sniffed found, Decision.Sniff by) {
    return new Question(flow, found, resolved, by.options(), by.rule().index() + 1);
  }

  /** After a {@link Decision.Resolve} was carried out; an empty list says that it failed. */
  public Question resolved(List<InetAddress> found, Decision.Resolve by) {
    return new Question(flow, sniffed, List.copyOf(found), by.options(), by.rule().index() + 1);
  }
}
