// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The body of CONNECTED (tor-spec §6.2).
 *
 * @param address what the exit connected to; null if the body is empty, as it is for directory
 *     streams
 * @param ttl for how many seconds the name means this address; 0 if it is not told
 */
public record ConnectedMessage(@Nullable InetAddress address, long ttl) {

  private static final int IPV6 = 6;

  /** Reads a body; bytes at its end are ignored. */
  public static ConnectedMessage parse(ByteReader in) throws ProtocolViolation {
    if (in.remaining() == 0) {
      return new ConnectedMessage(null, 0);
    }
    byte[] ipv4 = in.bytes(4);
    if ((ipv4[0] | ipv4[1] | ipv4[2] | ipv4[3]) != 0) {
      long ttl = in.remaining() >= 4 ? in.u32() : 0;
      return new ConnectedMessage(Addresses.parse(ipv4), ttl);
    }
    if (in.u8() != IPV6) {
      throw new ProtocolViolation(Reason.MALFORMED, "CONNECTED to no kind of address");
    }
    return new ConnectedMessage(Addresses.parse(in.bytes(16)), in.u32());
  }

  /** The body as it travels. */
  public byte[] encoded() {
    if (address == null) {
      return new byte[0];
    }
    byte[] bytes = address.getAddress();
    var out = new ByteWriter();
    if (bytes.length == 16) {
      out.u32(0).u8(IPV6);
    }
    return out.bytes(bytes).u32(ttl).toByteArray();
  }
}
