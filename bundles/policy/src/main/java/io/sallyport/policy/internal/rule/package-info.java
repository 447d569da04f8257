// SPDX-License-Identifier: Apache-2.0
/** What a rule does and how a question passes through rules; pure, no index, no configuration. */
@NullMarked
package io.sallyport.policy.internal.rule;

import org.jspecify.annotations.NullMarked;
