// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import org.jspecify.annotations.Nullable;

/**
 * What the first bytes of a client gave away.
 *
 * @param protocol what they are, or null if they are none of those looked for
 * @param domain the host that they name (SNI, {@code Host}), if they name one; lower-cased
 */
public record Sniffed(@Nullable Protocol protocol, @Nullable String domain) {

  /** Looked, and recognised nothing. */
  public static final Sniffed NOTHING = new Sniffed(null, null);

  /** Protocols that can be told from the first bytes; {@link #label()} is the word in rules. */
  public enum Protocol {
    TLS,
    HTTP,
    QUIC,
    DNS;

    /** {@code tls}, {@code http}, {@code quic} or {@code dns}. */
    public String label() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }
}
