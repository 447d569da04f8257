// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.util.Set;

/**
 * How a TUN or TAP device is opened.
 *
 * @param name 1 to 15 bytes; {@code %d} in it lets the kernel choose a number
 * @param kind of IP packets or of Ethernet frames
 * @param queues 1 to 16 descriptors, among which the kernel spreads flows
 * @param vnetHdr whether each packet has a {@link VirtioNetHeader}
 * @param offloads what to ask for, if {@code vnetHdr}; what the kernel does not know is left out,
 *     {@link Tun#offloads()} tells the rest. Empty switches all off
 * @param persist whether the device outlives its descriptors. One that exists already is taken over
 *     then; otherwise a name that is taken is an error
 */
public record TunOptions(
    String name, Kind kind, int queues, boolean vnetHdr, Set<Offload> offloads, boolean persist) {

  public TunOptions {
    Links.requireName(name);
    if (queues < 1 || queues > 16) {
      throw new IllegalArgumentException("queues " + queues + " is not within 1 to 16");
    }
    offloads = Set.copyOf(offloads);
  }

  /** The unit of a device. */
  public enum Kind {
    /** IP packets. */
    TUN,
    /** Ethernet frames. */
    TAP
  }

  /** IP packets, one queue, super-packets as far as the kernel knows them. */
  public static TunOptions tun(String name) {
    return new TunOptions(name, Kind.TUN, 1, true, Offload.ALL, false);
  }

  /** Ethernet frames, one queue, super-packets as far as the kernel knows them. */
  public static TunOptions tap(String name) {
    return new TunOptions(name, Kind.TAP, 1, true, Offload.ALL, false);
  }

  /** With other offloads; none of them takes the header away too. */
  public TunOptions offloading(Set<Offload> others) {
    return new TunOptions(name, kind, queues, !others.isEmpty(), others, persist);
  }

  /** With a number of queues. */
  public TunOptions withQueues(int number) {
    return new TunOptions(name, kind, number, vnetHdr, offloads, persist);
  }

  /** Outliving its descriptors. */
  public TunOptions persistent() {
    return new TunOptions(name, kind, queues, vnetHdr, offloads, true);
  }
}
