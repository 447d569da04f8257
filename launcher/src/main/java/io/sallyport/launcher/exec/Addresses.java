// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.exec;

import java.util.Locale;

/**
 * Names and addresses of one pair, made from the number of our process, so that two programs never
 * have the same: a network of four link-local IPv4 addresses (RFC 3927), which no router carries
 * further, and a unique local IPv6 one (RFC 4193).
 *
 * @param pid of this process, below 2<sup>22</sup>
 */
record Addresses(long pid) {

  /** Networks of four between 169.254.1.0 and 169.254.254.255 (RFC 3927 §2.1). */
  private static final int NETWORKS = 254 * 64;

  /** The end at the instance; what {@code attach:lend} takes. */
  String outer() {
    return "sx-" + Long.toString(pid, 36);
  }

  private String inet4(int host) {
    int network = (int) (pid % NETWORKS);
    return "169.254." + (1 + network / 64) + "." + (network % 64 * 4 + host);
  }

  private String inet6(int host) {
    return String.format(Locale.ROOT, "fd53:616c:6c79:%x:%x::%x", pid >> 16, pid & 0xffff, host);
  }

  /** Of the instance's end: gateway and name server of the program. */
  String outerInet4() {
    return inet4(1);
  }

  String innerInet4() {
    return inet4(2);
  }

  String outerInet6() {
    return inet6(1);
  }

  String innerInet6() {
    return inet6(2);
  }
}
