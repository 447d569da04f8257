// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import io.sallyport.session.internal.sniff.Verdict;

/** Parsing ends here without anything found. Two constants without stack, cheap to throw. */
@SuppressWarnings("StaticAssignmentOfThrowable") // without stack and causes they hold nothing
public final class Stop extends Exception {

  private static final long serialVersionUID = 1L;

  /** The bytes end before the structure does. */
  static final Stop SHORT = new Stop(Verdict.NEED_MORE);

  /** The bytes are not what the parser is for. */
  static final Stop WRONG = new Stop(Verdict.NOTHING);

  private final transient Verdict verdict;

  private Stop(Verdict verdict) {
    super(null, null, false, false);
    this.verdict = verdict;
  }

  /** What this means to whoever asked. */
  public Verdict verdict() {
    return verdict;
  }

  static void unless(boolean right) throws Stop {
    if (!right) {
      throw WRONG;
    }
  }
}
