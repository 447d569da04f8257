// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tproxy;

import io.sallyport.linux.Family;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The families of addresses that this kernel has. */
public final class Families {

  /** There unless the kernel was built or booted without IPv6. */
  private static final Path INET6 = Path.of("/proc/net/if_inet6");

  private Families() {}

  /** IPv4, and IPv6 if it is there. */
  public static List<Family> present() {
    return Files.exists(INET6) ? List.of(Family.INET4, Family.INET6) : List.of(Family.INET4);
  }
}
