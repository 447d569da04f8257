// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

/** What may stand as a host in BEGIN, RESOLVE and RESOLVED: nothing that changes how it is read. */
final class HostNames {

  static final int LONGEST = 255;

  private HostNames() {}

  static boolean isName(byte[] bytes, int offset, int length) {
    if (length < 1 || length > LONGEST) {
      return false;
    }
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] <= ' ' || bytes[i] == 0x7f) {
        return false;
      }
    }
    return true;
  }

  static void require(String host) {
    byte[] bytes = host.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    if (!isName(bytes, 0, bytes.length)) {
      throw new IllegalArgumentException("a host is 1 to 255 characters of printable ASCII");
    }
  }
}
