// SPDX-License-Identifier: Apache-2.0
/**
 * Compiles the {@code rules} of an inbound and answers for them.
 *
 * <p>Decisions that hold here:
 *
 * <ul>
 *   <li>The vocabulary and its meaning are sing-box's ({@code option/rule.go}, {@code
 *       route/rule/rule_abstract.go}); what it accepts but does not heed, or heeds in a way that
 *       opens a policy by accident (an empty list, {@code false} as a condition, {@code invert}
 *       over nothing: all of them match everything there), is refused here.
 *   <li>What a decision costs does not grow with the number of rules or values; see {@link
 *       io.sallyport.policy.internal.index}.
 *   <li>{@code explain} walks all rules one by one and does not use the index, so each is a check
 *       on the other.
 * </ul>
 */
@NullMarked
package io.sallyport.policy.internal;

import org.jspecify.annotations.NullMarked;
