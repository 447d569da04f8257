// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cert;

import io.sallyport.torcore.bytes.ProtocolViolation;
import java.time.Duration;

/** Certificates that are good, except that by our clock their time is over. */
public final class CertificateExpired extends ProtocolViolation {

  private static final long serialVersionUID = 1L;

  private final Duration expired;

  CertificateExpired(Duration expired, String message) {
    super(Reason.UNEXPECTED, message);
    this.expired = expired;
  }

  /** For how long they have been over; negative if their time has not begun. */
  public Duration expired() {
    return expired;
  }
}
