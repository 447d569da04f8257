// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

/** Which addresses of a name are wanted, and which come first: sing-box's {@code strategy}. */
public enum AddressFamily {
  PREFER_IPV4,
  PREFER_IPV6,
  IPV4_ONLY,
  IPV6_ONLY;

  /** Whether IPv4 addresses are of use. */
  public boolean wantsIpv4() {
    return this != IPV6_ONLY;
  }

  /** Whether IPv6 addresses are of use. */
  public boolean wantsIpv6() {
    return this != IPV4_ONLY;
  }
}
