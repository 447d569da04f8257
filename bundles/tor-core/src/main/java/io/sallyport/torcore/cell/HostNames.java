// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import java.nio.charset.StandardCharsets;

/** What may stand as a host in BEGIN, RESOLVE and RESOLVED: nothing that changes how it is read. */
public final class HostNames {

  private static final int LONGEST = 255;

  private HostNames() {}

  /** Whether these are 1 to 255 bytes of printable ASCII without spaces. */
  public static boolean isName(byte[] bytes) {
    if (bytes.length < 1 || bytes.length > LONGEST) {
      return false;
    }
    for (byte b : bytes) {
      if (b <= ' ' || b == 0x7f) { // bytes from 0x80 are negative
        return false;
      }
    }
    return true;
  }

  /**
   * The same for our own side.
   *
   * @throws IllegalArgumentException if it is no name
   */
  public static void require(String host) {
    if (!isName(host.getBytes(StandardCharsets.UTF_8))) {
      throw new IllegalArgumentException("a host is 1 to 255 characters of printable ASCII");
    }
  }
}
