// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import io.sallyport.linux.Offload;
import java.util.List;
import java.util.Set;

/**
 * The keys that only {@code "type": "tun"} has.
 *
 * @param offloads what is asked of the kernel
 * @param queues descriptors, each with a thread of its own
 * @param maxConnections TCP connections of each family that the device remembers
 */
public record TunKeys(Set<Offload> offloads, int queues, int maxConnections) {

  private static final Key<Boolean> GSO =
      Key.bool(
              "gso",
              "type tun: takes packets of up to 64 KiB from the kernel and hands them back uncut;"
                  + " false for kernels that mishandle them")
          .or("true");
  private static final Key<Integer> QUEUES =
      Key.integer("queues", "type tun: queues of the device, each with a thread", 1, 16).or("1");
  private static final Key<Integer> MAX_CONNECTIONS =
      Key.integer(
              "nat_size",
              "type tun: TCP connections that the device remembers, of each family; one is"
                  + " remembered for 70 s after its end",
              64,
              DeviceAddresses.NUMBERS)
          .or("262144");

  /** For the schema. */
  public static final List<Key<?>> KEYS = List.of(GSO, QUEUES, MAX_CONNECTIONS);

  /** From an interface's file. */
  public static TunKeys of(Settings settings) {
    return new TunKeys(
        settings.get(GSO) ? Offload.ALL : Set.of(),
        settings.get(QUEUES),
        settings.get(MAX_CONNECTIONS));
  }
}
