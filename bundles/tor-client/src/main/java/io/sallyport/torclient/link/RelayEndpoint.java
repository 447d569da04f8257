// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.link;

import io.sallyport.torcore.cert.RelayIdentity;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * A relay as something to connect to.
 *
 * @param identity what it must prove
 * @param addresses numeric ones, in the order in which they are tried; at least one
 */
public record RelayEndpoint(RelayIdentity identity, List<InetSocketAddress> addresses) {

  public RelayEndpoint {
    addresses = List.copyOf(addresses);
    if (addresses.isEmpty() || addresses.stream().anyMatch(InetSocketAddress::isUnresolved)) {
      throw new IllegalArgumentException("a relay has at least one address, all of them numeric");
    }
  }
}
