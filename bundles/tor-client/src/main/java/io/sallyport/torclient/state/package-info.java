// SPDX-License-Identifier: Apache-2.0
/**
 * What a client keeps on disk: one folder that nobody else may read, each file replaced in one
 * step. Nothing here is ever trusted: whoever reads checks.
 */
@NullMarked
package io.sallyport.torclient.state;

import org.jspecify.annotations.NullMarked;
