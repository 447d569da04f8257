// SPDX-License-Identifier: Apache-2.0
/**
 * Reads {@code rules} from JSON text. Whatever the text, the outcome is a list of rules or a list
 * of problems, each with the path of its value and what would be right; nothing is passed over.
 */
@NullMarked
package io.sallyport.policy.internal.read;

import org.jspecify.annotations.NullMarked;
