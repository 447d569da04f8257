// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.flow;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Predicate;

/**
 * Tells, by its destination alone, whether a captured flow may be asked about at all. Any thread,
 * constant time. The rules of the kernel keep most of what is refused here away; this is for when
 * they are not what they should be: a listener that serves connections to itself does so until the
 * last descriptor is used.
 *
 * @param own whether an address is this machine's
 * @param forgotten whether an address is a fake one that stands for no name
 */
public record FlowClassifier(Predicate<InetAddress> own, Predicate<InetAddress> forgotten) {

  private static final int DNS = 53;

  /** What is to become of a flow to this destination. */
  public Verdict classify(InetSocketAddress destination) {
    var ip = destination.getAddress();
    if (destination.getPort() == 0) {
      return Verdict.NO_PORT;
    }
    if (ip.isAnyLocalAddress()
        || ip.isLoopbackAddress()
        || ip.isMulticastAddress()
        || ip instanceof Inet4Address && (ip.getAddress()[0] == 0 || isBroadcast(ip))) {
      return Verdict.NOT_UNICAST;
    }
    if (own.test(ip)) {
      return destination.getPort() == DNS ? Verdict.DNS_ONLY : Verdict.OWN_ADDRESS;
    }
    return forgotten.test(ip) ? Verdict.FORGOTTEN_NAME : Verdict.SERVE;
  }

  private static boolean isBroadcast(InetAddress ip) {
    for (byte part : ip.getAddress()) {
      if (part != -1) {
        return false;
      }
    }
    return true;
  }
}
