// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.Addresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of a NETINFO cell (tor-spec §4.5).
 *
 * @param timestamp seconds since 1970, 0 to 2^32 - 1; 0 where a client does not tell its time
 * @param other the address that the sender sees the receiver at; null if it is of no known kind
 * @param own the sender's addresses; those of no known kind are left out
 */
public record NetInfo(long timestamp, @Nullable InetAddress other, List<InetAddress> own) {

  private static final int IPV4 = 4;
  private static final int IPV6 = 6;

  public NetInfo {
    own = List.copyOf(own);
  }

  /** Reads a body; what follows the addresses is ignored. */
  public static NetInfo parse(ByteReader in) throws ProtocolViolation {
    long timestamp = in.u32();
    InetAddress other = address(in);
    int count = in.u8();
    var own = new ArrayList<InetAddress>();
    for (int i = 0; i < count; i++) {
      InetAddress address = address(in);
      if (address != null) {
        own.add(address);
      }
    }
    return new NetInfo(timestamp, other, own);
  }

  private static @Nullable InetAddress address(ByteReader in) throws ProtocolViolation {
    int type = in.u8();
    byte[] bytes = in.bytes(in.u8());
    if (type != IPV4 && type != IPV6) {
      return null;
    }
    if (bytes.length != (type == IPV4 ? 4 : 16)) {
      throw new ProtocolViolation(
          Reason.MALFORMED, "an address of type " + type + " with " + bytes.length + " bytes");
    }
    return Addresses.parse(bytes);
  }

  /** The body as it travels. */
  public byte[] encoded() {
    var out = new ByteWriter().u32(timestamp);
    emit(other, out);
    out.u8(own.size());
    own.forEach(address -> emit(address, out));
    return out.toByteArray();
  }

  private static void emit(@Nullable InetAddress address, ByteWriter out) {
    if (address == null) {
      out.u8(IPV4).u8(4).zeros(4);
      return;
    }
    byte[] bytes = address.getAddress();
    out.u8(bytes.length == 4 ? IPV4 : IPV6).u8(bytes.length).bytes(bytes);
  }
}
