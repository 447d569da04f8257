// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cert.Ed25519Identity;
import io.sallyport.torcore.cert.RsaIdentity;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** One way to name or to reach the relay that a circuit is extended to (tor-spec §5.1.2). */
public sealed interface LinkSpecifier {

  /** Types 0 and 1: an address and a port of IPv4 or IPv6. */
  record Address(InetAddress address, int port) implements LinkSpecifier {

    public Address {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("a port is a number from 0 to 65535");
      }
    }
  }

  /** Type 2. */
  record Rsa(RsaIdentity identity) implements LinkSpecifier {}

  /** Type 3. */
  record Ed25519(Ed25519Identity identity) implements LinkSpecifier {}

  /** A type that we do not know, and that is passed on as it is; up to 255 bytes. */
  record Other(int type, byte[] body) implements LinkSpecifier {

    public Other {
      if (type < 0 || type > 255 || body.length > 255) {
        throw new IllegalArgumentException("no link specifier");
      }
    }
  }

  /** Reads a count and as many specifiers. */
  static List<LinkSpecifier> parseList(ByteReader in) throws ProtocolViolation {
    int count = in.u8();
    var list = new ArrayList<LinkSpecifier>();
    for (int i = 0; i < count; i++) {
      list.add(parse(in));
    }
    return List.copyOf(list);
  }

  private static LinkSpecifier parse(ByteReader in) throws ProtocolViolation {
    int type = in.u8();
    int length = in.u8();
    ByteReader body = in.slice(length);
    LinkSpecifier parsed =
        switch (type) {
          case 0 -> new Address(Addresses.parse(body.bytes(4)), body.u16());
          case 1 -> new Address(Addresses.parse(body.bytes(16)), body.u16());
          case 2 -> new Rsa(new RsaIdentity(body.bytes(RsaIdentity.LENGTH)));
          case 3 -> new Ed25519(new Ed25519Identity(body.bytes(Ed25519Identity.LENGTH)));
          default -> new Other(type, body.rest());
        };
    if (body.remaining() > 0) {
      throw new ProtocolViolation(
          Reason.MALFORMED, "a link specifier of type " + type + " has " + length + " bytes");
    }
    return parsed;
  }

  /** Writes a count and the specifiers in the order given. */
  static void emitList(List<LinkSpecifier> specifiers, ByteWriter out) {
    if (specifiers.size() > 255) {
      throw new IllegalArgumentException("too many link specifiers");
    }
    out.u8(specifiers.size());
    for (LinkSpecifier specifier : specifiers) {
      specifier.emit(out);
    }
  }

  /** Writes type, length and body. */
  default void emit(ByteWriter out) {
    switch (this) {
      case Address(var address, var port) -> {
        byte[] bytes = address.getAddress();
        out.u8(bytes.length == 4 ? 0 : 1).u8(bytes.length + 2).bytes(bytes).u16(port);
      }
      case Rsa(var identity) -> out.u8(2).u8(RsaIdentity.LENGTH).bytes(identity.bytes());
      case Ed25519(var identity) -> out.u8(3).u8(Ed25519Identity.LENGTH).bytes(identity.bytes());
      case Other(var type, var body) -> out.u8(type).u8(body.length).bytes(body);
    }
  }
}
