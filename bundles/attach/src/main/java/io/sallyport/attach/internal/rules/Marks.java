// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.rules;

import java.util.Locale;

/**
 * The fwmarks of this product: seven bits at the top, which leave the others to other people. The
 * eighth is left alone because marks are positive numbers in configuration files.
 */
public final class Marks {

  /** The bits that are ours. */
  public static final int MASK = 0x7f00_0000;

  /** Captured: to be delivered to a socket of ours, wherever it was going to. */
  public static final int CAPTURED = 0x5100_0000;

  /** Sent by this product: never to be captured again. */
  public static final int OWN = 0x5200_0000;

  /** Sent in the name of a client, only to be rejected towards it. */
  public static final int REFUSED = 0x5300_0000;

  private Marks() {}

  /** The condition that a packet has a mark. */
  static String is(int mark) {
    return String.format(Locale.ROOT, "meta mark and 0x%08x == 0x%08x", MASK, mark);
  }

  /** The statement that gives a packet a mark and leaves the bits of others as they are. */
  static String set(int mark) {
    return String.format(Locale.ROOT, "meta mark set meta mark and 0x%08x or 0x%08x", ~MASK, mark);
  }
}
