// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import java.util.List;

/**
 * The body of EXTEND2 (tor-spec §5.1.2).
 *
 * @param specifiers how to find the next relay
 * @param create what to send to it
 */
public record ExtendMessage(List<LinkSpecifier> specifiers, CreateMessage create) {

  public ExtendMessage {
    specifiers = List.copyOf(specifiers);
  }

  /** Reads a body. */
  public static ExtendMessage parse(ByteReader in) throws ProtocolViolation {
    return new ExtendMessage(LinkSpecifier.parseList(in), CreateMessage.parse(in));
  }

  /** The body as it travels. */
  public byte[] encoded() {
    var out = new ByteWriter(256);
    LinkSpecifier.emitList(specifiers, out);
    return out.bytes(create.encoded()).toByteArray();
  }
}
