// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;

/**
 * The body of CREATE2, and the end of EXTEND2 (tor-spec §5.1).
 *
 * @param type HTYPE
 * @param handshake the client's message; no longer than what arrived
 */
public record CreateMessage(int type, byte[] handshake) {

  /** Reads a body. */
  public static CreateMessage parse(ByteReader in) throws ProtocolViolation {
    return new CreateMessage(in.u16(), in.bytes(in.u16()));
  }

  /** The body as it travels. */
  public byte[] encoded() {
    return new ByteWriter().u16(type).u16(handshake.length).bytes(handshake).toByteArray();
  }

  /** Reads the body of CREATED2 or EXTENDED2: the relay's message after its length. */
  public static byte[] parseReply(ByteReader in) throws ProtocolViolation {
    return in.bytes(in.u16());
  }

  /** The body of CREATED2 or EXTENDED2. */
  public static byte[] reply(byte[] handshake) {
    return new ByteWriter().u16(handshake.length).bytes(handshake).toByteArray();
  }
}
