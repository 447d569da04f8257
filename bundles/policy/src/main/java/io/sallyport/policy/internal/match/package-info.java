// SPDX-License-Identifier: Apache-2.0
/**
 * Conditions of rules, as sing-box means them: within a rule the destination fields are OR-ed,
 * ports are OR-ed, sources are OR-ed, and these groups and all other fields are AND-ed. Immutable
 * values, evaluated against a {@link io.sallyport.policy.internal.match.Subject}; pure, any thread.
 */
@NullMarked
package io.sallyport.policy.internal.match;

import org.jspecify.annotations.NullMarked;
