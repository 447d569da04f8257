// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import io.sallyport.dns.internal.wire.Answer;
import org.jspecify.annotations.Nullable;

/**
 * What came of a question.
 *
 * @param answer null: say nothing
 * @param age how long it has been kept, in seconds
 * @param by the tag of the server, {@code cache}, or what else knew it; for people
 */
record Outcome(@Nullable Answer answer, int age, String by) {

  Outcome(Answer answer, String by) {
    this(answer, 0, by);
  }
}
