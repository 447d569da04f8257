// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

/**
 * How a TCP socket listens, besides its address. What is accepted inherits both.
 *
 * @param interfaceIndex the one interface by which connections come and by which everything of
 *     theirs leaves, also when the interface has gone; 0 for any
 * @param transparent whether it takes connections that the kernel diverts to it on their way to
 *     somebody else (nftables' {@code tproxy}); the local address of what is accepted is then where
 *     its client wanted to go. Needs {@code CAP_NET_ADMIN}
 */
public record ListenOptions(int interfaceIndex, boolean transparent) {

  /** As any server does. */
  public static final ListenOptions PLAIN = new ListenOptions(0, false);

  public ListenOptions {
    if (interfaceIndex < 0) {
      throw new IllegalArgumentException("interface index " + interfaceIndex);
    }
  }
}
