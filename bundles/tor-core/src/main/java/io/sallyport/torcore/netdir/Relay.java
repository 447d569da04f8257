// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdir;

import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.crypto.Curve25519Key;
import io.sallyport.torcore.netdoc.Family;
import io.sallyport.torcore.netdoc.Microdesc;
import io.sallyport.torcore.netdoc.NetworkParameters;
import io.sallyport.torcore.netdoc.Protocols;
import io.sallyport.torcore.netdoc.RelayFlag;
import io.sallyport.torcore.netdoc.RouterStatus;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A relay of which all is known that a circuit needs. Immutable; equal where the RSA identity is.
 */
public final class Relay {

  private final RouterStatus status;
  private final Microdesc microdesc;
  private final Ed25519Identity ed25519;
  private final List<InetSocketAddress> addresses;
  private final long[] subnets;

  /**
   * Joins what the consensus and the microdescriptor say.
   *
   * @throws IllegalArgumentException if the microdescriptor has no Ed25519 identity
   */
  public Relay(RouterStatus status, Microdesc microdesc) {
    if (microdesc.ed25519() == null) {
      throw new IllegalArgumentException("a relay has an Ed25519 identity");
    }
    this.status = status;
    this.microdesc = microdesc;
    this.ed25519 = microdesc.ed25519();
    this.addresses = addresses(status, microdesc);
    this.subnets = new long[addresses.size()];
    for (int i = 0; i < subnets.length; i++) {
      subnets[i] = subnet(addresses.get(i));
    }
  }

  private static List<InetSocketAddress> addresses(RouterStatus status, Microdesc microdesc) {
    if (status.further().isEmpty() && microdesc.addresses6().isEmpty()) {
      return List.of(status.address());
    }
    var all = new ArrayList<InetSocketAddress>();
    all.add(status.address());
    all.addAll(status.further());
    for (var address : microdesc.addresses6()) {
      if (!all.contains(address)) {
        all.add(address);
      }
    }
    return List.copyOf(all);
  }

  public RouterStatus status() {
    return status;
  }

  public Microdesc microdesc() {
    return microdesc;
  }

  public RsaIdentity rsa() {
    return status.identity();
  }

  public Ed25519Identity ed25519() {
    return ed25519;
  }

  /** Both identities: what a link to it has to prove. */
  public RelayIdentity identity() {
    return new RelayIdentity(rsa(), ed25519);
  }

  /** The onion key for ntor. */
  public Curve25519Key ntorKey() {
    return microdesc.ntorKey();
  }

  public Protocols protocols() {
    return status.protocols();
  }

  /** Addresses and OR ports, IPv4 first. */
  public List<InetSocketAddress> addresses() {
    return addresses;
  }

  public boolean is(RelayFlag flag) {
    return status.is(flag);
  }

  /** Whether it may be the first hop of circuits: the authorities call it a guard. */
  public boolean canGuard() {
    return is(RelayFlag.GUARD) && !is(RelayFlag.MIDDLE_ONLY);
  }

  /** Whether it lets any stream out and is not known to tamper with them. */
  public boolean canExit() {
    return !is(RelayFlag.BAD_EXIT)
        && !is(RelayFlag.MIDDLE_ONLY)
        && !(microdesc.policy().rejectsAll() && microdesc.policy6().rejectsAll());
  }

  /** Whether it serves directory documents over circuits. */
  public boolean canServeDirectory() {
    return is(RelayFlag.V2_DIR) && !is(RelayFlag.MIDDLE_ONLY);
  }

  /** Whether a stream to this port of an address of this family probably gets out. */
  public boolean allows(int port, boolean ipv6) {
    return canExit() && (ipv6 ? microdesc.policy6() : microdesc.policy()).allows(port);
  }

  /** Whether both have an address in one /16 of IPv4 or one /32 of IPv6 (path-spec §2.2). */
  public boolean sharesSubnetWith(Relay other) {
    for (long mine : subnets) {
      for (long theirs : other.subnets) {
        if (mine == theirs) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether both say that they are of one family, or are proven to be. */
  public boolean sharesFamilyWith(Relay other, NetworkParameters parameters) {
    var family = microdesc.family();
    var theirs = other.microdesc.family();
    if (family == Family.NONE || theirs == Family.NONE) {
      return false;
    }
    return family.lists(other.status) && theirs.lists(status) && parameters.is("use-family-lists")
        || family.sharesIdWith(theirs) && parameters.is("use-family-ids");
  }

  /** The family of the address and its first 2 or 4 bytes. */
  private static long subnet(InetSocketAddress address) {
    byte[] bytes = address.getAddress().getAddress();
    long subnet = bytes.length;
    for (int i = 0; i < (bytes.length == 4 ? 2 : 4); i++) {
      subnet = subnet << 8 | bytes[i] & 0xff;
    }
    return subnet;
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Relay that && rsa().equals(that.rsa());
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(rsa());
  }

  /** {@code $FINGERPRINT~nickname}, as Tor's own tools write it. */
  @Override
  public String toString() {
    return "$" + rsa() + "~" + status.nickname();
  }
}
