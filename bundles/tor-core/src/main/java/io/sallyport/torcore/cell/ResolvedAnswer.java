// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import java.net.InetAddress;

/** One answer in RESOLVED (tor-spec §6.4). */
public sealed interface ResolvedAnswer {

  /** Validity in seconds, 0 to 2^32 - 1. */
  long ttl();

  /** An address of the name. */
  record Address(InetAddress address, long ttl) implements ResolvedAnswer {}

  /** The name of an address; printable ASCII of at most 255 characters. */
  record HostName(String name, long ttl) implements ResolvedAnswer {}

  /**
   * No answer.
   *
   * @param temporary whether asking again may help
   */
  record Failure(boolean temporary, long ttl) implements ResolvedAnswer {}
}
