// SPDX-License-Identifier: Apache-2.0
package io.sallyport.linux;

import java.net.InetAddress;

/**
 * An address of an interface.
 *
 * @param ip this machine's
 * @param prefixLength bits that all machines of the link share
 */
public record LinkAddress(InetAddress ip, int prefixLength) {

  /** {@code 10.0.0.1/24}. */
  @Override
  public String toString() {
    return ip.getHostAddress() + "/" + prefixLength;
  }
}
