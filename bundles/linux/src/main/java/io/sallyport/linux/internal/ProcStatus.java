// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux.internal;

import java.io.IOException;

/** Reads files of {@code /proc/self}. */
public final class ProcStatus {

  private ProcStatus() {}

  /** The mask in the line {@code CapEff:} of {@code status}. */
  public static long effective(String status) throws IOException {
    for (var line : status.split("\n")) {
      if (line.startsWith("CapEff:")) {
        try {
          return Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16);
        } catch (NumberFormatException e) {
          throw new IOException("/proc/self/status has a bad line: " + line, e);
        }
      }
    }
    throw new IOException("/proc/self/status has no CapEff");
  }

  /** Whether {@code uid_map} maps every user to itself, as in the first user namespace. */
  public static boolean identity(String uidMap) {
    return uidMap.strip().replaceAll("\\s+", " ").equals("0 0 4294967295");
  }
}
