// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.nio.charset.StandardCharsets;

/**
 * The body of BEGIN (tor-spec §6.2).
 *
 * @param host a name or an address in text, an IPv6 address in brackets
 * @param port 1 to 65,535
 * @param flags 32 bits
 */
public record BeginMessage(String host, int port, int flags) {

  /** Reads a body, as an exit does. */
  public static BeginMessage parse(ByteReader in) throws ProtocolViolation {
    String target = new String(zeroTerminated(in), StandardCharsets.US_ASCII);
    int flags = in.remaining() >= 4 ? (int) in.u32() : 0;
    int colon = target.lastIndexOf(':');
    String digits = target.substring(colon + 1);
    if (colon < 1 || !digits.matches("[0-9]{1,5}")) {
      throw new ProtocolViolation(Reason.MALFORMED, "BEGIN without a host and a port");
    }
    int port = Integer.parseInt(digits);
    if (port < 1 || port > 65_535) {
      throw new ProtocolViolation(Reason.MALFORMED, "BEGIN with port " + port);
    }
    return new BeginMessage(target.substring(0, colon), port, flags);
  }

  /** The bytes before the first zero, which must be there, and must make a name. */
  static byte[] zeroTerminated(ByteReader in) throws ProtocolViolation {
    var out = new ByteWriter();
    for (int b = in.u8(); b != 0; b = in.u8()) {
      out.u8(b);
    }
    byte[] name = out.toByteArray();
    for (byte b : name) {
      if (b <= ' ' || b == 0x7f) {
        throw new ProtocolViolation(Reason.MALFORMED, "a host with byte " + (b & 0xff));
      }
    }
    return name;
  }

  /** The body as it travels; flags of zero are left out, as everybody does. */
  public byte[] encoded() {
    var out = new ByteWriter().ascii(host).ascii(":" + port).u8(0);
    if (flags != 0) {
      out.u32(flags & 0xffff_ffffL);
    }
    return out.toByteArray();
  }
}
