// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.life;

import io.sallyport.attach.internal.rules.Plans;
import io.sallyport.linux.CommandException;
import io.sallyport.linux.Link;
import io.sallyport.linux.Nftables;
import org.jspecify.annotations.Nullable;

/**
 * Closes an interface that is, or becomes, a port of a bridge, bond or team: its packets are then
 * those of the other interface, and no rule that names this one sees them. Blocks; one thread at a
 * time.
 */
final class PortGuard {

  private final Nftables nft;
  private @Nullable String bridged;
  private @Nullable String enslaved;
  private @Nullable String free;

  PortGuard(Nftables nft) {
    this.nft = nft;
  }

  /**
   * Sets what there is to set.
   *
   * @param link the interface; null while it is not there
   */
  void set(String interfaceName, @Nullable Link link) throws CommandException {
    if (!interfaceName.equals(bridged)) {
      bridge(interfaceName);
      bridged = interfaceName;
    }
    boolean port = link != null && link.master() != 0;
    if (port && !interfaceName.equals(enslaved)) {
      nft.replace(Plans.portGuard(interfaceName), ingress(interfaceName));
      enslaved = interfaceName;
      free = null;
    } else if (!port && !interfaceName.equals(free)) {
      nft.delete(Plans.portGuard(interfaceName));
      free = interfaceName;
      enslaved = null;
    }
  }

  /** Stands before it is needed: what becomes a port of a bridge passes nothing at any moment. */
  private void bridge(String interfaceName) {
    try {
      nft.replace(
          Plans.bridgeGuard(interfaceName),
          """
          chain prerouting {
            type filter hook prerouting priority -300; policy accept;
            iifname %s counter drop comment "dropped_port"
          }
          """
              .formatted(Nftables.quote(interfaceName)));
    } catch (CommandException e) {
      // A kernel without tables for bridges; the other table follows as soon as it is a port.
    }
  }

  /** By the device, where it has one: this is the first that sees a packet. */
  private static String ingress(String interfaceName) {
    return """
    chain ingress {
      type filter hook ingress device %s priority -500; policy accept;
      counter drop comment "dropped_port"
    }
    """
        .formatted(Nftables.quote(interfaceName));
  }

  /** Whatever stood, it is to be looked at again. */
  void forget() {
    bridged = null;
    enslaved = null;
    free = null;
  }

  /** Takes it away, whoever set it. */
  static void open(Nftables nft, String interfaceName) throws CommandException {
    nft.delete(Plans.portGuard(interfaceName));
    try {
      nft.delete(Plans.bridgeGuard(interfaceName));
    } catch (CommandException e) {
      // A kernel without tables for bridges.
    }
  }
}
