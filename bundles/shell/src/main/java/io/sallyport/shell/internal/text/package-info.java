// SPDX-License-Identifier: Apache-2.0
/** How commands show things: tables, sizes, ages, colours, JSON. No command knows a terminal. */
@NullMarked
package io.sallyport.shell.internal.text;

import org.jspecify.annotations.NullMarked;
