// SPDX-License-Identifier: Apache-2.0
/**
 * The interface-attach packet classifier: the traffic of a network interface becomes sessions under
 * that interface's own policy, and what cannot go is refused.
 */
@NullMarked
package io.sallyport.attach.internal;

import org.jspecify.annotations.NullMarked;
