// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.ConnectFailure;

/** What a member's failure says about the member. */
enum Verdict {
  /** The far end has spoken, so the way works: told to the client, and to the member's credit. */
  ANSWER,
  /** Somebody said no on purpose, or nobody asks any more: told to the client, no credit. */
  FINAL,
  /** The way itself is broken: the member is blamed and the next one tried. */
  BROKEN,
  /**
   * The way or the destination: the next member is tried, and this one blamed only if another got
   * through. A destination that nobody reaches condemns no member.
   */
  SUSPECT,
  /** The member cannot do this or has no room: the next one is tried and nobody blamed. */
  UNFIT;

  static Verdict of(ConnectFailure.Reason reason) {
    return switch (reason) {
      case REFUSED, NAME_NOT_FOUND -> ANSWER;
      case REJECTED, DROPPED, CANCELLED -> FINAL;
      case OUTBOUND_UNAVAILABLE, UPSTREAM_AUTH, UPSTREAM_PROTOCOL, UPSTREAM_FAILED -> BROKEN;
      case TIMEOUT, HOST_UNREACHABLE, NETWORK_UNREACHABLE, RESOLVE_FAILED, GENERAL -> SUSPECT;
      case UNSUPPORTED, LIMIT -> UNFIT;
    };
  }
}
