// SPDX-License-Identifier: Apache-2.0
/** The built product as its users meet it: a process, its files, its port and its shell. */
@NullMarked
package io.sallyport.itest;

import org.jspecify.annotations.NullMarked;
