// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

/** IPv4 or IPv6. */
public enum Family {
  INET4(2, "-4"),
  INET6(10, "-6");

  private final int number;
  private final String option;

  Family(int number, String option) {
    this.number = number;
    this.option = option;
  }

  /** {@code AF_INET} or {@code AF_INET6}. */
  public int number() {
    return number;
  }

  /** The option of ip(8). */
  public String option() {
    return option;
  }
}
