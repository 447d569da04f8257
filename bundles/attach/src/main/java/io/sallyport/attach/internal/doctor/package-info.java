// SPDX-License-Identifier: Apache-2.0
/**
 * Looks at a machine and says what keeps interfaces from being attached, or would surprise, and
 * what to do about it. {@link io.sallyport.attach.internal.doctor.Machine} is what was found,
 * {@link io.sallyport.attach.internal.doctor.Examination} what is to be thought of it.
 */
@NullMarked
package io.sallyport.attach.internal.doctor;

import org.jspecify.annotations.NullMarked;
