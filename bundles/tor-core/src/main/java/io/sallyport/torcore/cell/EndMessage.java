// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The body of END (tor-spec §6.3).
 *
 * @param reason why
 * @param address what was refused, of EXIT_POLICY; null if it is not told
 * @param ttl for how many seconds the name means this address; 0 if it is not told
 */
public record EndMessage(EndReason reason, @Nullable InetAddress address, long ttl) {

  /** Reads a body; one without a reason is a violation, as relays see it, too. */
  public static EndMessage parse(ByteReader in) throws ProtocolViolation {
    EndReason reason = EndReason.of(in.u8());
    if (reason != EndReason.EXIT_POLICY) {
      return new EndMessage(reason, null, 0);
    }
    // Address and time are separate gifts: what is not whole is not there.
    int left = in.remaining();
    int length = left >= 16 ? 16 : left >= 4 ? 4 : 0;
    InetAddress address = length == 0 ? null : Addresses.parse(in.bytes(length));
    return new EndMessage(reason, address, in.remaining() >= 4 ? in.u32() : 0);
  }

  /** The body as it travels. */
  public byte[] encoded() {
    var out = new ByteWriter().u8(reason.code());
    if (address != null) {
      out.bytes(address.getAddress()).u32(ttl);
    }
    return out.toByteArray();
  }
}
