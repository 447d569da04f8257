// SPDX-License-Identifier: Apache-2.0
/** Links, circuits and streams to a relay on a socket of this machine that does what it likes. */
@NullMarked
package io.sallyport.torclient.hostile;

import org.jspecify.annotations.NullMarked;
