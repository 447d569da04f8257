// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;

/**
 * The body of a SENDME for a circuit (tor-spec §7.3.1), which proves by a tag that the cells which
 * it acknowledges were received. Version 0, without proof, is not accepted from anybody.
 *
 * @param tag of the last cell that is acknowledged
 */
public record SendmeMessage(byte[] tag) {

  private static final int VERSION = 1;

  /**
   * Reads a body of version 1.
   *
   * @param tagLength how long tags are at this hop
   */
  public static SendmeMessage parse(ByteReader in, int tagLength) throws ProtocolViolation {
    int version = in.u8();
    if (version != VERSION) {
      throw new ProtocolViolation(Reason.FLOW_CONTROL, "SENDME of version " + version);
    }
    int length = in.u16();
    if (length < tagLength) {
      throw new ProtocolViolation(Reason.MALFORMED, "SENDME with a tag of " + length + " bytes");
    }
    return new SendmeMessage(in.slice(length).bytes(tagLength));
  }

  /** The body as it travels. */
  public byte[] encoded() {
    return new ByteWriter().u8(VERSION).u16(tag.length).bytes(tag).toByteArray();
  }
}
