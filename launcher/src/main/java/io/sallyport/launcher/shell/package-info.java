// SPDX-License-Identifier: Apache-2.0
/**
 * The shell's client: finds the socket of a running instance and speaks the protocol that the
 * bundle {@code shell} documents. It holds no command of its own but {@code exit}.
 */
@NullMarked
package io.sallyport.launcher.shell;

import org.jspecify.annotations.NullMarked;
