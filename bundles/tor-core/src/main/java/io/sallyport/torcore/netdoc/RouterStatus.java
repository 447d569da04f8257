// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.cert.RsaIdentity;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * A relay as a consensus lists it (dir-spec §3.4.1, §3.9.2).
 *
 * @param nickname chosen by its operator, not unique
 * @param identity its RSA identity; unique in a consensus
 * @param address its IPv4 address and OR port
 * @param further more addresses and OR ports: IPv6
 * @param dirPort port of plain directory requests; 0 for none
 * @param microdesc digest of its microdescriptor
 * @param flags what the authorities say of it
 * @param version its software; empty where it is not told
 * @param protocols what it speaks
 * @param bandwidth weight in selection, in kilobytes per second; -1 where it is not told
 * @param unmeasured whether that is only the relay's own claim
 */
public record RouterStatus(
    String nickname,
    RsaIdentity identity,
    InetSocketAddress address,
    List<InetSocketAddress> further,
    int dirPort,
    Digest256 microdesc,
    Set<RelayFlag> flags,
    String version,
    Protocols protocols,
    long bandwidth,
    boolean unmeasured) {

  /** Whether the authorities say this of it. */
  public boolean is(RelayFlag flag) {
    return flags.contains(flag);
  }
}
