// SPDX-License-Identifier: Apache-2.0
/**
 * The product's half of {@code sallyport exec}: an interface that exists for one program and is
 * gone with it. The launcher makes the namespace and the veth pair, and holds this command open
 * while the program runs; when it ends or the launcher dies, the link goes first and its guard
 * last.
 */
@NullMarked
package io.sallyport.attach.internal.exec;

import org.jspecify.annotations.NullMarked;
