// SPDX-License-Identifier: Apache-2.0
/** The life of an attachment: guard first, capture behind it, and what of them stays when. */
@NullMarked
package io.sallyport.attach.internal.life;

import org.jspecify.annotations.NullMarked;
