// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.cell;

/** Why a circuit ended, in DESTROY and TRUNCATED (tor-spec §5.4). */
public enum DestroyReason {
  NONE(0),
  PROTOCOL(1),
  INTERNAL(2),
  REQUESTED(3),
  HIBERNATING(4),
  RESOURCE_LIMIT(5),
  CONNECT_FAILED(6),
  OR_IDENTITY(7),
  CHANNEL_CLOSED(8),
  FINISHED(9),
  TIMEOUT(10),
  DESTROYED(11),
  NO_SUCH_SERVICE(12),
  /** A number that is not in the list; never sent. */
  UNKNOWN(0);

  private final int code;

  DestroyReason(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** The reason of a number from 0 to 255. */
  public static DestroyReason of(int code) {
    return code >= 0 && code <= 12 ? values()[code] : UNKNOWN;
  }
}
