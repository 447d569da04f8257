// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

/** Whether something matches, and why, in words for people. */
public record Verdict(boolean matched, String because) {

  Verdict inverted(boolean invert) {
    return invert ? new Verdict(!matched, "inverted: " + because) : this;
  }
}
