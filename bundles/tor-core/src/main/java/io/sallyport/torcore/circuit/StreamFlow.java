// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;

/** The windows of one stream (tor-spec §7.4): 500 cells each way, acknowledged by fifties. */
final class StreamFlow {

  private static final int START = 500;
  private static final int INCREMENT = 50;

  /** With so many bytes unread nothing more is asked for; as C tor's clients do. */
  private static final int UNREAD_LIMIT = 32 * 498;

  private int toSend = START;
  private int toReceive = START;
  private long unread;

  boolean canSend() {
    return toSend > 0;
  }

  void sent() {
    toSend--;
  }

  void acknowledged() throws ProtocolViolation {
    if (toSend + INCREMENT > START) {
      throw new ProtocolViolation(Reason.FLOW_CONTROL, "SENDME for cells that were never sent");
    }
    toSend += INCREMENT;
  }

  void received(int bytes) throws ProtocolViolation {
    if (toReceive == 0) {
      throw new ProtocolViolation(Reason.FLOW_CONTROL, "more DATA than the window of the stream");
    }
    toReceive--;
    unread += bytes;
  }

  void consumed(int bytes) {
    unread -= bytes;
  }

  /** Whether a SENDME is due, which the caller sends; ask again until it is not. */
  boolean acknowledge() {
    if (toReceive > START - INCREMENT || unread >= UNREAD_LIMIT) {
      return false;
    }
    toReceive += INCREMENT;
    return true;
  }
}
