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

  /**
   * Came out of a device of ours. Where rp_filter is on, the kernel asks whether the way back to
   * its source, as if it had come in by the interface, leads into the device: with this mark it
   * does, without it it is locked.
   */
  public static final int ANSWERED = 0x5400_0000;

  /** As many devices have a mark of their own. */
  public static final int PROBES = 31;

  private static final int FIRST_PROBE = 0x6000_0000;

  private Marks() {}

  /**
   * The mark by which the table of a device is asked whether it leads anywhere.
   *
   * @param number of the device, less than {@link #PROBES}
   */
  public static int probe(int number) {
    return FIRST_PROBE + (number << 24);
  }

  /** The statement that leaves a packet none of these marks. */
  public static String none() {
    return String.format(Locale.ROOT, "meta mark set meta mark and 0x%08x", ~MASK);
  }

  /** The condition that a packet has a mark. */
  public static String is(int mark) {
    return String.format(Locale.ROOT, "meta mark and 0x%08x == 0x%08x", MASK, mark);
  }

  /** The statement that gives a packet a mark and leaves the bits of others as they are. */
  public static String set(int mark) {
    return String.format(Locale.ROOT, "meta mark set meta mark and 0x%08x or 0x%08x", ~MASK, mark);
  }
}
