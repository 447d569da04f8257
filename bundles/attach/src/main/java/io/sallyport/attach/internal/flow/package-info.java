// SPDX-License-Identifier: Apache-2.0
/** Flows before they are sessions: which are to be served, and a bounded table of them. */
@NullMarked
package io.sallyport.attach.internal.flow;

import org.jspecify.annotations.NullMarked;
