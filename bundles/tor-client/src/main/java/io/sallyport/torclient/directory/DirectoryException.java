// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.TorException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import org.jspecify.annotations.Nullable;

/** A directory server did not give what was asked. Has no stack trace. */
final class DirectoryException extends Exception {

  private static final long serialVersionUID = 1L;

  /** How it failed, which decides how long the server is left alone. */
  enum Kind {
    /** This machine has no way to it. */
    NO_ROUTE,
    /** It could not be reached, or fell silent, or cut the stream off. */
    UNREACHABLE,
    /** Its certificates are not for the time that our clock says. */
    CLOCK,
    /** It does not have the document. */
    NOT_FOUND,
    /** It has too much to do. */
    BUSY,
    /** What it has is no newer than what is here. */
    NOT_MODIFIED,
    /** What it has is older than what is here, or over. */
    STALE,
    /** What it sent cannot be read or verified. */
    BAD_DOCUMENT
  }

  private final Kind kind;

  DirectoryException(Kind kind, String message) {
    super(message, null, false, false);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  /** What lies behind a failure of the circuit side, or of reading and writing. */
  static DirectoryException of(Exception cause) {
    return switch (cause) {
      case DirectoryException e -> e;
      case TorException e when e.reason() == TorException.Reason.CLOCK ->
          new DirectoryException(Kind.CLOCK, text(e));
      case TorException e ->
          new DirectoryException(isNoRoute(e) ? Kind.NO_ROUTE : Kind.UNREACHABLE, text(e));
      case IOException e -> new DirectoryException(Kind.UNREACHABLE, text(e));
      default -> new DirectoryException(Kind.BAD_DOCUMENT, text(cause));
    };
  }

  private static boolean isNoRoute(Throwable cause) {
    @Nullable Throwable at = cause;
    for (int depth = 0; at != null && depth < 10; depth++) {
      if (at instanceof NoRouteToHostException
          || at.getMessage() != null && at.getMessage().contains("etwork is unreachable")) {
        return true;
      }
      at = at.getCause();
    }
    return false;
  }

  private static String text(Exception cause) {
    return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }
}
