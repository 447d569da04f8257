// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.cell.LinkSpecifier;
import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.cert.RelayIdentity;
import io.sallyport.torcore.cert.RsaIdentity;
import io.sallyport.torcore.crypto.Curve25519Key;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A relay as the next hop of a circuit.
 *
 * @param identity its RSA identity, which ntor needs, and its Ed25519 identity, which ntor-v3 needs
 * @param specifiers how the hop before it finds it; unused for a first hop
 * @param onionKey its ntor onion key
 * @param features what it can do
 */
public record HopSpec(
    RelayIdentity identity,
    List<LinkSpecifier> specifiers,
    Curve25519Key onionKey,
    Set<HopFeature> features) {

  public HopSpec {
    if (identity.rsa() == null) {
      throw new IllegalArgumentException("ntor needs the RSA identity");
    }
    specifiers = List.copyOf(specifiers);
    features = Set.copyOf(features);
  }

  /**
   * A relay of the directory. The specifiers are those that everybody sends, in that order: IPv4
   * address, RSA identity, Ed25519 identity, IPv6 address.
   *
   * @param addresses numeric ones, of which the first of each family counts
   */
  public static HopSpec of(
      RelayIdentity identity,
      List<InetSocketAddress> addresses,
      Curve25519Key onionKey,
      Set<HopFeature> features) {
    var specifiers = new ArrayList<LinkSpecifier>();
    addFirst(addresses, 4, specifiers);
    RsaIdentity rsa = identity.rsa();
    if (rsa != null) {
      specifiers.add(new LinkSpecifier.Rsa(rsa));
    }
    Ed25519Identity ed25519 = identity.ed25519();
    if (ed25519 != null) {
      specifiers.add(new LinkSpecifier.Ed25519(ed25519));
    }
    addFirst(addresses, 16, specifiers);
    return new HopSpec(identity, specifiers, onionKey, features);
  }

  private static void addFirst(
      List<InetSocketAddress> addresses, int length, List<LinkSpecifier> specifiers) {
    for (InetSocketAddress socket : addresses) {
      InetAddress address = socket.getAddress();
      if (address == null) {
        throw new IllegalArgumentException("the address of a relay is numeric");
      }
      if (address.getAddress().length == length) {
        specifiers.add(new LinkSpecifier.Address(address, socket.getPort()));
        return;
      }
    }
  }
}
