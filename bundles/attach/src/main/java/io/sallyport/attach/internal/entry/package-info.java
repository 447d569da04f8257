// SPDX-License-Identifier: Apache-2.0
/** Where the captured flows of an interface enter the session manager, or are refused. */
@NullMarked
package io.sallyport.attach.internal.entry;

import org.jspecify.annotations.NullMarked;
