// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

/** A capability that something here needs; capabilities(7). */
public enum Capability {
  /** Ports below 1024. */
  NET_BIND_SERVICE(10),
  /** Devices, rules, routes, marks, transparent sockets. */
  NET_ADMIN(12),
  /** Packet sockets, and binding sockets to devices. */
  NET_RAW(13),
  /** Namespaces. */
  SYS_ADMIN(21);

  private final int bit;

  Capability(int bit) {
    this.bit = bit;
  }

  /** Its bit in {@code CapEff}. */
  public int bit() {
    return bit;
  }

  /** {@code cap_net_admin}. */
  public String label() {
    return "cap_" + name().toLowerCase(java.util.Locale.ROOT);
  }

  /** The clause that says how it is granted. */
  public String remedy() {
    return "this needs "
        + label()
        + ": run as root, or with AmbientCapabilities="
        + label().toUpperCase(java.util.Locale.ROOT)
        + " in the systemd unit, or `setcap cap_net_admin,cap_net_raw+ep` on the java binary, or"
        + " `docker run --cap-add "
        + name()
        + "`";
  }
}
