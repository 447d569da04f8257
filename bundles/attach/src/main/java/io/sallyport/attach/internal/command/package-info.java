// SPDX-License-Identifier: Apache-2.0
/** Shell commands of the scope {@code attach}. */
@NullMarked
package io.sallyport.attach.internal.command;

import org.jspecify.annotations.NullMarked;
