// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import io.sallyport.linux.Nftables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * Names and numbers that belong to an interface that is captured by a device, known before there is
 * a device so that the guard can name it. There are two names, as a device with other properties is
 * there before the one that it replaces goes.
 */
public final class TunNames {

  private static final int MAX_BYTES = 15;

  private TunNames() {}

  /** The names of an interface's devices: {@code t0-br0} and {@code t1-br0}. */
  public static List<String> devices(String interfaceName) {
    var bytes = interfaceName.getBytes(StandardCharsets.UTF_8);
    var rest = interfaceName;
    if (bytes.length > MAX_BYTES - 3) {
      var crc = new CRC32();
      crc.update(bytes);
      rest = String.format(Locale.ROOT, "%08x", crc.getValue());
    }
    return List.of("t0-" + rest, "t1-" + rest);
  }

  /** Both names as a set of nft. */
  static String set(String interfaceName) {
    var devices = devices(interfaceName);
    return "{ "
        + Nftables.quote(devices.getFirst())
        + ", "
        + Nftables.quote(devices.getLast())
        + " }";
  }
}
