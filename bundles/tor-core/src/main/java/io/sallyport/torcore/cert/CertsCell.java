// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import io.sallyport.torcore.bytes.ByteReader;
import io.sallyport.torcore.bytes.ByteWriter;
import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The body of a CERTS cell (tor-spec §4.2): certificates by type, each type once.
 *
 * @param certificates what came, by type; also what we do not know
 */
public record CertsCell(Map<Integer, byte[]> certificates) {

  /** RSA key says TLS key (X.509). */
  public static final int RSA_LINK = 1;

  /** RSA identity key, signed by itself (X.509). */
  public static final int RSA_IDENTITY = 2;

  /** RSA identity says Ed25519 identity. */
  public static final int RSA_CROSS = 7;

  public CertsCell {
    certificates = Map.copyOf(certificates);
  }

  /** Reads a body; bytes after the last certificate are tolerated, as everybody does. */
  public static CertsCell parse(ByteReader in) throws ProtocolViolation {
    var certificates = new TreeMap<Integer, byte[]>();
    int count = in.u8();
    for (int i = 0; i < count; i++) {
      int type = in.u8();
      if (certificates.put(type, in.bytes(in.u16())) != null) {
        throw new ProtocolViolation(Reason.MALFORMED, "two certificates of type " + type);
      }
    }
    return new CertsCell(certificates);
  }

  /** The certificate of a type; null if there is none. */
  public byte @Nullable [] of(int type) {
    return certificates.get(type);
  }

  /** The body as it travels, by ascending types. */
  public byte[] encoded() {
    var out = new ByteWriter(2048).u8(certificates.size());
    new TreeMap<>(certificates)
        .forEach((type, bytes) -> out.u8(type).u16(bytes.length).bytes(bytes));
    return out.toByteArray();
  }
}
