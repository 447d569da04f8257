// SPDX-License-Identifier: Apache-2.0
/**
 * The shell: commands of gogo over the services of {@code io.sallyport.api}, and the socket through
 * which a terminal reaches them.
 */
@NullMarked
package io.sallyport.shell.internal;

import org.jspecify.annotations.NullMarked;
