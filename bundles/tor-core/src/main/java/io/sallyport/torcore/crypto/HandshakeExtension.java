// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * An extension in the messages of ntor-v3 (proposal 332, proposal 324 §10.3).
 *
 * @param type 0 to 255
 * @param body up to 255 bytes
 */
public record HandshakeExtension(int type, byte[] body) {

  /** Asks for congestion control; empty. */
  public static final int CONGESTION_CONTROL_REQUEST = 1;

  /** Grants it; one byte, the number of cells for each SENDME. */
  public static final int CONGESTION_CONTROL_RESPONSE = 2;

  /** Asks for subprotocol capabilities: pairs of protocol and capability. */
  public static final int SUBPROTOCOL_REQUEST = 3;

  public HandshakeExtension {
    if (type < 0 || type > 255 || body.length > 255) {
      throw new IllegalArgumentException("no extension");
    }
  }

  /** Reads a message of the handshake; types come once each. */
  public static List<HandshakeExtension> parseList(byte[] message) throws ProtocolViolation {
    var list = new ArrayList<HandshakeExtension>();
    if (message.length == 0) {
      return list;
    }
    var in = new ByteReader(message);
    int count = in.u8();
    for (int i = 0; i < count; i++) {
      int type = in.u8();
      if (list.stream().anyMatch(seen -> seen.type == type)) {
        throw new ProtocolViolation(Reason.MALFORMED, "two extensions of type " + type);
      }
      list.add(new HandshakeExtension(type, in.bytes(in.u8())));
    }
    in.end("a list of extensions");
    return list;
  }

  /** Writes a message of the handshake, by ascending types, as relays demand. */
  public static byte[] emitList(List<HandshakeExtension> extensions) {
    var out = new ByteWriter().u8(extensions.size());
    extensions.stream()
        .sorted(Comparator.comparingInt(HandshakeExtension::type))
        .forEach(e -> out.u8(e.type).u8(e.body.length).bytes(e.body));
    return out.toByteArray();
  }
}
