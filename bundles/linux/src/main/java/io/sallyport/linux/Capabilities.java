// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import io.sallyport.linux.internal.ProcStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/**
 * What this process may do. A capability counts in the user namespace of the process: in a rootless
 * container {@link Capability#NET_ADMIN} rules the container's own network namespace and no other.
 *
 * @param effective the set that the kernel asks
 * @param initialUserNamespace whether the process is in the machine's first user namespace, where a
 *     capability is good for the whole machine
 */
public record Capabilities(Set<Capability> effective, boolean initialUserNamespace) {

  public Capabilities {
    effective = Set.copyOf(effective);
  }

  /**
   * Reads {@code /proc/self}.
   *
   * @throws IOException if that is not readable
   */
  public static Capabilities now() throws IOException {
    long mask = ProcStatus.effective(Files.readString(Path.of("/proc/self/status")));
    var effective = EnumSet.noneOf(Capability.class);
    for (var capability : Capability.values()) {
      if ((mask >>> capability.bit() & 1) != 0) {
        effective.add(capability);
      }
    }
    return new Capabilities(
        effective, ProcStatus.identity(Files.readString(Path.of("/proc/self/uid_map"))));
  }

  /** Whether it is there. */
  public boolean has(Capability capability) {
    return effective.contains(capability);
  }
}
