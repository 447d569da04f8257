// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import io.sallyport.linux.Errno;
import io.sallyport.linux.Family;
import io.sallyport.linux.Interfaces;
import io.sallyport.linux.Link;
import io.sallyport.linux.Links;
import io.sallyport.linux.Sysctl;
import io.sallyport.linux.SystemCallException;
import io.sallyport.linux.Tun;
import io.sallyport.linux.TunOptions;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A device that is up, with its addresses and with the switches of the kernel that it needs, which
 * are as they were again when it is closed. Blocks.
 */
final class TunDevice implements AutoCloseable {

  private static final int DEFAULT_MTU = 1500;
  private static final int QUEUE_LENGTH = 2000;

  private final Tun tun;
  private final DeviceAddresses addresses;
  private final String interfaceName;
  private final List<Family> families;
  private volatile int mtu;
  private final Set<Sysctl> held = new LinkedHashSet<>();

  private TunDevice(
      String interfaceName, List<Family> families, Tun tun, DeviceAddresses addresses, int mtu) {
    this.interfaceName = interfaceName;
    this.families = List.copyOf(families);
    this.tun = tun;
    this.addresses = addresses;
    this.mtu = mtu;
  }

  /**
   * Opens the first of the interface's devices that is not in use.
   *
   * @param interfaceName whose packets it is for
   */
  static synchronized TunDevice open(String interfaceName, TunKeys keys, List<Family> families)
      throws IOException {
    var links = Interfaces.list();
    int mtu = mtu(links, interfaceName).orElse(DEFAULT_MTU);
    var device =
        new TunDevice(interfaceName, families, openAny(interfaceName, keys), number(links), mtu);
    try {
      device.configure();
      return device;
    } catch (IOException | RuntimeException e) {
      device.close();
      throw e;
    }
  }

  private static OptionalInt mtu(List<Link> links, String interfaceName) {
    return links.stream()
        .filter(link -> link.name().equals(interfaceName))
        .mapToInt(Link::mtu)
        .findFirst();
  }

  /**
   * Adapts to the interface as it is now, which may have come only after the device. Its MTU is
   * taken over: what is too long for it the kernel would complain about to the server whose name is
   * on the packet, in clear.
   */
  void follow() throws IOException {
    for (var family : families) {
      forward(family);
    }
    int now = mtu(Interfaces.list(), interfaceName).orElse(mtu);
    if (now != mtu) {
      new Links().mtu(tun.name(), now);
      mtu = now;
    }
  }

  private static Tun openAny(String interfaceName, TunKeys keys) throws SystemCallException {
    var names = TunNames.devices(interfaceName);
    try {
      return Tun.open(options(names.getFirst(), keys));
    } catch (SystemCallException e) {
      if (e.errno() != Errno.EBUSY) {
        throw e;
      }
      return Tun.open(options(names.getLast(), keys));
    }
  }

  private static TunOptions options(String name, TunKeys keys) {
    return TunOptions.tun(name).withQueues(keys.queues()).offloading(keys.offloads());
  }

  /** The first number of which no interface has the address. */
  private static DeviceAddresses number(List<Link> links) throws IOException {
    var taken =
        links.stream()
            .flatMap(link -> link.addresses().stream())
            .map(address -> address.ip())
            .collect(Collectors.toSet());
    for (int number = 0; number < 4096; number++) {
      var addresses = new DeviceAddresses(number);
      if (!taken.contains(addresses.listener(true))) {
        return addresses;
      }
    }
    throw new IOException("4096 devices are open already");
  }

  private void configure() throws IOException {
    var links = new Links();
    for (var family : families) {
      // No link-local address, and nobody to look for.
      if (family == Family.INET6) {
        Sysctl.of(family, tun.name(), "addr_gen_mode").write("1");
        Sysctl.of(family, tun.name(), "accept_ra").write("0");
      }
      links.address(tun.name(), addresses.prefix(family == Family.INET4));
      forward(family);
    }
    looseReversePath();
    links.mtu(tun.name(), mtu);
    links.queueLength(tun.name(), QUEUE_LENGTH);
    links.up(tun.name(), true);
  }

  /** What we write comes from all the world: the strict check would drop it. */
  private void looseReversePath() throws IOException {
    Sysctl.of(Family.INET4, tun.name(), "src_valid_mark").write("1");
    // The stricter of this and of all counts, except that loose wins over strict.
    var all = Sysctl.of(Family.INET4, "all", "rp_filter").read().orElse("0");
    Sysctl.of(Family.INET4, tun.name(), "rp_filter").write(all.equals("0") ? "0" : "2");
  }

  /**
   * Lets packets pass between the interface and the device, and no others if the kernel can tell:
   * for IPv6 only Linux 6.17 and newer can, older ones forward between all or none.
   */
  private void forward(Family family) throws IOException {
    var key = family == Family.INET4 ? "forwarding" : "force_forwarding";
    if (Sysctl.of(family, tun.name(), key).read().isEmpty()) {
      hold(Sysctl.of(family, "all", "forwarding"));
      return;
    }
    hold(Sysctl.of(family, tun.name(), key));
    var theirs = Sysctl.of(family, interfaceName, key);
    if (theirs.read().isPresent()) {
      hold(theirs);
    }
  }

  private void hold(Sysctl sysctl) throws IOException {
    if (held.add(sysctl)) {
      Switches.HERE.hold(sysctl);
    } else if (!sysctl.read().orElse("").equals("1")) {
      // Another interface of the same name.
      sysctl.write("1");
    }
  }

  Tun tun() {
    return tun;
  }

  DeviceAddresses addresses() {
    return addresses;
  }

  /** The longest packet of the interface that it is for, in bytes. */
  int mtu() {
    return mtu;
  }

  @Override
  public void close() {
    held.forEach(Switches.HERE::release);
    held.clear();
    tun.close();
  }
}
