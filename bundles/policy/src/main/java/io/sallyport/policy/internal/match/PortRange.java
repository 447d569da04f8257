// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.match;

/** Ports from {@code first} to {@code last}, both included, 0 to 65535. */
public record PortRange(int first, int last) {

  public PortRange {
    if (first < 0 || last > 65535 || first > last) {
      throw new IllegalArgumentException(first + ":" + last + " is no range of ports");
    }
  }

  boolean contains(int port) {
    return first <= port && port <= last;
  }

  /** How many ports. */
  public int size() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return (first == 0 ? "" : first) + ":" + (last == 65535 ? "" : last);
  }
}
