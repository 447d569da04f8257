// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

import io.sallyport.torcore.bytes.ProtocolViolation;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The handshake of a link failed, and why. */
public final class LinkFailure extends ProtocolViolation {

  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as it matters to whoever chooses what to try next. */
  public enum Kind {
    /** The peer speaks none of the link versions 4 and 5. */
    NO_COMMON_VERSION,
    /** A cell that is malformed or out of order. */
    PROTOCOL,
    /** Certificates that are missing, malformed or do not chain. */
    BAD_CERTIFICATE,
    /** Certificates that are good except for the time; see {@link #skew}. */
    EXPIRED,
    /** The peer proved another identity than the one that we wanted. */
    WRONG_IDENTITY
  }

  private final Kind kind;
  private final @Nullable Duration skew;

  LinkFailure(Kind kind, Reason reason, String message) {
    this(kind, reason, message, null);
  }

  LinkFailure(Kind kind, Reason reason, String message, @Nullable Duration skew) {
    super(reason, message);
    this.kind = kind;
    this.skew = skew;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** At least so much is our clock ahead (positive) or behind; of {@link Kind#EXPIRED} only. */
  public Optional<Duration> skew() {
    return Optional.ofNullable(skew);
  }
}
