// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

/** Why a stream ended (tor-spec §6.3). */
public enum EndReason {
  MISC(1),
  RESOLVE_FAILED(2),
  CONNECT_REFUSED(3),
  EXIT_POLICY(4),
  DESTROY(5),
  DONE(6),
  TIMEOUT(7),
  NO_ROUTE(8),
  HIBERNATING(9),
  INTERNAL(10),
  RESOURCE_LIMIT(11),
  CONN_RESET(12),
  TOR_PROTOCOL(13),
  NOT_DIRECTORY(14),
  /** A number that is not in the list; never sent. */
  UNKNOWN(1);

  private final int code;

  EndReason(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The reason of a number from 0 to 255. */
  public static EndReason of(int code) {
    return code >= 1 && code <= 14 ? values()[code - 1] : UNKNOWN;
  }
}
