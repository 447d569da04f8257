// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import io.sallyport.linux.internal.Libc;

/**
 * What the running kernel and the installed programs can do. Each is found out by asking the kernel
 * for the thing itself in a way that changes nothing: a script that is checked but not committed, a
 * device node that is opened and closed.
 *
 * @param nftables tables of the family {@code inet}
 * @param tproxy the statement {@code tproxy}
 * @param redirect the statement {@code redirect}
 * @param socketMatch the match {@code socket transparent}
 * @param tun {@code /dev/net/tun}
 */
public record KernelFeatures(
    Feature nftables, Feature tproxy, Feature redirect, Feature socketMatch, Feature tun) {

  /**
   * One feature.
   *
   * @param present whether it is there
   * @param why what the kernel or the program said; empty if it is there
   */
  public record Feature(boolean present, String why) {}

  /** Asks. Blocks; any thread but an event loop. */
  public static KernelFeatures probe(Commands commands) {
    var nft = new Nftables(commands);
    return new KernelFeatures(
        checked(nft, "chain x { type filter hook forward priority 0; accept; }"),
        checked(
            nft,
            "chain x { type filter hook prerouting priority mangle;"
                + " meta l4proto { tcp, udp } tproxy to :1; }"),
        checked(
            nft,
            "chain x { type nat hook prerouting priority dstnat;"
                + " meta l4proto tcp redirect to :1; }"),
        checked(
            nft,
            "chain x { type filter hook prerouting priority mangle;"
                + " socket transparent 1 accept; }"),
        tunDevice());
  }

  private static Feature checked(Nftables nft, String chain) {
    try {
      nft.check("table inet sallyport_probe {\n" + chain + "\n}\n");
      return new Feature(true, "");
    } catch (CommandException e) {
      return new Feature(false, String.valueOf(e.getMessage()));
    }
  }

  private static Feature tunDevice() {
    int fd = Libc.open("/dev/net/tun", Libc.O_RDWR | Libc.O_CLOEXEC);
    if (fd >= 0) {
      Libc.close(fd);
      return new Feature(true, "");
    }
    return new Feature(
        false,
        new SystemCallException("open /dev/net/tun", -fd, Capability.NET_ADMIN).getMessage()
            + "; a container needs `--device /dev/net/tun`, a machine `modprobe tun`");
  }
}
