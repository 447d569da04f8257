// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.Flow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * In which order members are tried. Health is not its matter: members that rest are moved behind
 * the others afterwards, in the order given here. Any thread.
 */
interface Choice {

  /**
   * The members that may be tried, best first.
   *
   * @param members as the file has them
   * @param flow for whom; null where no flow is behind it (a lookup, the shell)
   */
  List<Member> order(List<Member> members, @Nullable Flow flow);

  /** A flow went by a member. */
  default void landed(Flow flow, Member member) {}

  /** Whether one member is the chosen one for every flow. */
  default boolean single() {
    return true;
  }
}
