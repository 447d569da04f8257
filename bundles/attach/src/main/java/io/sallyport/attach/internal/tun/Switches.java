// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import io.sallyport.linux.Sysctl;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Switches of the kernel that devices hold on; when the last has let go each is what it was before
 * the first. Shared by all devices of this process, since several may hold the same. Any thread.
 */
final class Switches {

  /** Those of this process's network namespace. */
  static final Switches HERE = new Switches();

  private final Map<Sysctl, Held> held = new HashMap<>();

  private record Held(String before, int users) {}

  private Switches() {}

  /** Sets a switch to 1; {@link #release} must follow. */
  synchronized void hold(Sysctl sysctl) throws IOException {
    var known = held.get(sysctl);
    var before = known == null ? sysctl.read().orElse("") : known.before;
    if (!sysctl.read().orElse("").equals("1")) {
      sysctl.write("1");
    }
    held.put(sysctl, new Held(before, known == null ? 1 : known.users + 1));
  }

  /** Lets go of it. */
  synchronized void release(Sysctl sysctl) {
    var known = held.get(sysctl);
    if (known == null) {
      return;
    }
    if (known.users > 1) {
      held.put(sysctl, new Held(known.before, known.users - 1));
      return;
    }
    held.remove(sysctl);
    try {
      if (!known.before.equals("1")) {
        sysctl.write(known.before);
      }
    } catch (IOException e) {
      // The interface is gone, and its switches with it.
      return;
    }
  }
}
