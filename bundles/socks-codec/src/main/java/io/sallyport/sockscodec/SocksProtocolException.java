// SPDX-License-Identifier: Apache-2.0
package io.sallyport.sockscodec;

/**
 * Bytes that are no SOCKS. Carries what was violated, so that a server can pick its reply; the
 * message never holds what the peer sent beyond a single number. Has no stack trace: it tells of
 * the peer, not of the code.
 */
public final class SocksProtocolException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What was violated. */
  public enum Violation {
    /** The version byte; a server has nothing to answer with. */
    VERSION,
    /** A reserved byte that is not zero; REP 01. */
    RESERVED,
    /** ATYP is none of 1, 3, 4; REP 08. */
    ADDRESS_TYPE,
    /** A name that is empty, too long or holds bytes that no name has; REP 01. */
    NAME,
    /** User name or password of RFC 1929 is empty; STATUS other than 0. */
    CREDENTIALS,
    /** A SOCKS4 user-id of more than 255 bytes. */
    USER_ID,
    /** A datagram that ends within its header. */
    TRUNCATED
  }

  private final Violation violation;

  SocksProtocolException(Violation violation, String message) {
    super(message, null, false, false);
    this.violation = violation;
  }

  /** What was violated. */
  public Violation violation() {
    return violation;
  }
}
