// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

import io.sallyport.sockscodec.SocksProtocolException.Violation;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** ATYP, address and port as SOCKS5 messages carry them (RFC 1928 §5). */
final class AddressField {

  private AddressField() {}

  /** The field at the cursor; null while it is not all there. */
  static @Nullable SocksAddress parse(Cursor in) throws SocksProtocolException {
    if (!in.has(1)) {
      return null;
    }
    int type = in.u8();
    return switch (type) {
      case SocksAddress.ATYP_IPV4 -> in.has(6) ? SocksAddress.of(in.bytes(4), in.u16()) : null;
      case SocksAddress.ATYP_IPV6 -> in.has(18) ? SocksAddress.of(in.bytes(16), in.u16()) : null;
      case SocksAddress.ATYP_NAME -> name(in);
      default ->
          throw new SocksProtocolException(
              Violation.ADDRESS_TYPE, "address type " + type + " is not known");
    };
  }

  private static @Nullable SocksAddress name(Cursor in) throws SocksProtocolException {
    if (!in.has(1)) {
      return null;
    }
    int length = in.u8();
    if (length == 0) {
      throw new SocksProtocolException(Violation.NAME, "the name is empty");
    }
    requireNameBytes(in, Math.min(length, in.available()));
    if (!in.has(length + 2)) {
      return null;
    }
    var name = new String(in.bytes(length), StandardCharsets.US_ASCII);
    return new SocksAddress.Name(name, in.u16());
  }

  /** Looks at the next bytes, which must be there. */
  static void requireNameBytes(Cursor in, int count) throws SocksProtocolException {
    for (int i = 0; i < count; i++) {
      if (!SocksAddress.isNameByte(in.peek(i))) {
        throw new SocksProtocolException(
            Violation.NAME, "byte " + in.peek(i) + " does not belong in a name");
      }
    }
  }
}
