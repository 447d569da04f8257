// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import java.util.Arrays;

/**
 * The ports to which a relay lets streams out for most addresses (dir-spec §3.8.2): a summary, so
 * the relay may still refuse. Immutable.
 */
public final class PortPolicy {

  /** Lets nothing out. */
  public static final PortPolicy REJECT_ALL = new PortPolicy(false, new int[] {1, 65535});

  /** Lets everything out. */
  public static final PortPolicy ACCEPT_ALL = new PortPolicy(true, new int[] {1, 65535});

  private static final int MAX_RANGES = 1000;

  private final boolean accept;
  private final int[] ranges;

  private PortPolicy(boolean accept, int[] ranges) {
    this.accept = accept;
    this.ranges = ranges;
  }

  /**
   * Reads {@code accept 80,443,8000-8999} or {@code reject 25}. What is not understood lets nothing
   * out: a summary in words of tomorrow does not spoil the rest of a microdescriptor.
   */
  public static PortPolicy parse(String text) {
    int space = text.indexOf(' ');
    String word = space < 0 ? text : text.substring(0, space);
    if (space < 0 || !word.equals("accept") && !word.equals("reject")) {
      return REJECT_ALL;
    }
    String[] parts = text.substring(space + 1).strip().split(",", MAX_RANGES + 1);
    if (parts.length > MAX_RANGES) {
      return REJECT_ALL;
    }
    var ranges = new int[2 * parts.length];
    for (int i = 0; i < parts.length; i++) {
      int dash = parts[i].indexOf('-');
      int low = AddressText.port(dash < 0 ? parts[i] : parts[i].substring(0, dash));
      int high = dash < 0 ? low : AddressText.port(parts[i].substring(dash + 1));
      if (low < 1 || high < low) {
        return REJECT_ALL;
      }
      ranges[2 * i] = low;
      ranges[2 * i + 1] = high;
    }
    return new PortPolicy(word.equals("accept"), ranges);
  }

  /** Whether a stream to this port probably gets out. */
  public boolean allows(int port) {
    for (int i = 0; i < ranges.length; i += 2) {
      if (ranges[i] <= port && port <= ranges[i + 1]) {
        return accept;
      }
    }
    return !accept && port >= 1 && port <= 65535;
  }

  /** Whether nothing gets out. */
  public boolean rejectsAll() {
    return !accept && ranges.length == 2 && ranges[0] == 1 && ranges[1] == 65535;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof PortPolicy that
        && accept == that.accept
        && Arrays.equals(ranges, that.ranges);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(ranges) + (accept ? 1 : 0);
  }

  /** As a document writes it. */
  @Override
  public String toString() {
    var text = new StringBuilder(accept ? "accept " : "reject ");
    for (int i = 0; i < ranges.length; i += 2) {
      text.append(i == 0 ? "" : ",").append(ranges[i]);
      if (ranges[i + 1] > ranges[i]) {
        text.append('-').append(ranges[i + 1]);
      }
    }
    return text.toString();
  }
}
