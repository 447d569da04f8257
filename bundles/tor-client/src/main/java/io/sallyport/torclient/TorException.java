// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import org.jspecify.annotations.Nullable;

/**
 * Why the client could not do what was asked. The message is for people who run it; it names relays
 * at most, never a destination. Has no stack trace: it tells of the network, not of the code.
 */
public final class TorException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as a caller can act on it. */
  public enum Reason {
    /** The client is not bootstrapped; the message says where it stands and why. */
    NOT_READY,
    /** The client is closed, or was closed meanwhile. */
    CLOSED,
    /** No circuit could be built, or it broke. */
    CIRCUIT,
    /** No connection to a relay, or it broke. */
    LINK,
    /** A relay broke the protocol. */
    PROTOCOL,
    /** What relays prove is not for the time that the clock of this machine says. */
    CLOCK,
    /** The destination refused the connection. */
    REFUSED,
    /** The exit knows no way to the destination. */
    UNREACHABLE,
    /** No exit allows the destination. */
    EXIT_POLICY,
    /** The name could not be resolved; asking again may help. */
    RESOLVE_FAILED,
    /** The name, or the name of the address, does not exist. */
    NOT_FOUND,
    /** Nothing was heard in time. */
    TIMEOUT,
    /** The far end, or the path to it, cut the stream off. */
    RESET,
    /** The host is none that Tor can carry: an onion service, an unusual name. */
    UNSUPPORTED
  }

  private final Reason reason;

  /** A failure without a cause of its own. */
  public TorException(Reason reason, String message) {
    this(reason, message, null);
  }

  /** A failure with what lies behind it. */
  public TorException(Reason reason, String message, @Nullable Throwable cause) {
    super(message, cause, false, false);
    this.reason = reason;
  }

  /** What went wrong. */
  public Reason reason() {
    return reason;
  }

  /** The failure behind an exception of any kind. */
  public static TorException of(Throwable cause) {
    return cause instanceof TorException tor
        ? tor
        : new TorException(Reason.LINK, describe(cause), cause);
  }

  private static String describe(Throwable cause) {
    var message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
