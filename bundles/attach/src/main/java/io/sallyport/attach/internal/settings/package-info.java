// SPDX-License-Identifier: Apache-2.0
/** What the file of an interface says. */
@NullMarked
package io.sallyport.attach.internal.settings;

import org.jspecify.annotations.NullMarked;
