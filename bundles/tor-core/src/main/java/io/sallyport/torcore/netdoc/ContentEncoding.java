// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.util.Locale;

/** How a directory document is packed (dir-spec §6.1). */
public enum ContentEncoding {
  IDENTITY,
  /** A stream of zlib (RFC 1950). */
  DEFLATE,
  /** RFC 1952. */
  GZIP;

  /** What to write into {@code Accept-Encoding}. */
  public static final String ACCEPTED = "deflate, gzip, identity";

  /** The encoding of a {@code Content-Encoding}; none is identity. */
  public static ContentEncoding of(String header) throws NetdocException {
    return switch (header.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> IDENTITY;
      case "deflate", "x-deflate" -> DEFLATE;
      case "gzip", "x-gzip" -> GZIP;
      default ->
          throw new NetdocException(Kind.UNSUPPORTED, "the content encoding was not asked for");
    };
  }
}
