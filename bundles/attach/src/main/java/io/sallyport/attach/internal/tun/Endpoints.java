// SPDX-License-Identifier: Apache-2.0
package io.sallyport.attach.internal.tun;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * The two ends of a flow as numbers.
 *
 * @param v4 whether only the lower halves count
 * @param ports the source's in the upper half, the destination's in the lower
 */
record Endpoints(
    boolean v4,
    long sourceHigh,
    long sourceLow,
    long destinationHigh,
    long destinationLow,
    int ports) {

  /** Of a packet whose payload begins with two ports. */
  static Endpoints of(IpPacket packet) {
    return new Endpoints(
        packet.isV4(),
        packet.sourceHigh(),
        packet.sourceLow(),
        packet.destinationHigh(),
        packet.destinationLow(),
        packet.memory().get(Wire.INT, packet.payload()));
  }

  InetSocketAddress source() {
    return new InetSocketAddress(address(v4, sourceHigh, sourceLow), ports >>> 16);
  }

  InetSocketAddress destination() {
    return new InetSocketAddress(address(v4, destinationHigh, destinationLow), ports & 0xffff);
  }

  static InetAddress address(boolean v4, long high, long low) {
    var bytes =
        v4
            ? ByteBuffer.allocate(4).putInt((int) low)
            : ByteBuffer.allocate(16).putLong(high).putLong(low);
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new AssertionError("4 or 16 bytes are an address", e);
    }
  }
}
