// SPDX-License-Identifier: Apache-2.0
/**
 * Finds the rules that can match without looking at the others. Each rule is filed under the values
 * of one of its groups, the one whose values the fewest other rules share; a question looks up its
 * own values and gets a few candidates, each of which is then verified whole. Rules without a value
 * to be filed under (inverted, by keyword, by regex, by a wide port range...) are candidates
 * always.
 */
@NullMarked
package io.sallyport.policy.internal.index;

import org.jspecify.annotations.NullMarked;
