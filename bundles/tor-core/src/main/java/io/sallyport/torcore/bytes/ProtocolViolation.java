// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.bytes;

/**
 * A peer sent what the protocol does not allow. The message never holds what the peer sent beyond
 * single numbers, so it may be logged. Has no stack trace: it tells of the peer, not of the code.
 */
public class ProtocolViolation extends Exception {

  private static final long serialVersionUID = 1L;

  /** What was violated. */
  public enum Reason {
    /** A body ends before what it must hold. */
    TRUNCATED,
    /** A length, count or type contradicts the rest of the message. */
    MALFORMED,
    /** The message is well formed and has no place in this state. */
    UNEXPECTED,
    /** A cell announces more than we are ready to hold. */
    TOO_LARGE,
    /** A digest, signature or MAC does not verify. */
    BAD_DIGEST,
    /** More than the window that we gave, or acknowledgement of what was never sent. */
    FLOW_CONTROL,
    /** A circuit or stream that is not there. */
    UNKNOWN_ID
  }

  private final Reason reason;

  public ProtocolViolation(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** What was violated. */
  public Reason reason() {
    return reason;
  }
}
