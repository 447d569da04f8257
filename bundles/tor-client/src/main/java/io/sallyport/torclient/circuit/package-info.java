// SPDX-License-Identifier: Apache-2.0
/**
 * Circuits on links: building them hop by hop, keeping those that can be used again, and giving
 * streams to them.
 */
@NullMarked
package io.sallyport.torclient.circuit;

import org.jspecify.annotations.NullMarked;
