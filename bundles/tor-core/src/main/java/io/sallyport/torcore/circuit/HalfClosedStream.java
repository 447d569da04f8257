// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import io.sallyport.torcore.cell.RelayCell;
import io.sallyport.torcore.cell.RelayCommand;

/**
 * A stream that we ended: what may still come for it is what was on its way, and no more. Otherwise
 * an exit could mark a circuit by cells that nobody counts.
 */
final class HalfClosedStream {

  private final ClientStream.Kind kind;
  private final StreamFlow flow;
  private boolean replyMayCome;

  HalfClosedStream(ClientStream.Kind kind, StreamFlow flow, boolean replyMayCome) {
    this.kind = kind;
    this.flow = flow;
    this.replyMayCome = replyMayCome;
  }

  /** Takes a cell; whether it was the last one. */
  boolean receive(RelayCell cell) throws ProtocolViolation {
    boolean lookup = kind == ClientStream.Kind.RESOLVE;
    switch (cell.command()) {
      case RelayCommand.END -> {
        return true;
      }
      case RelayCommand.RESOLVED -> {
        require(lookup && replyMayCome, cell);
        return true;
      }
      case RelayCommand.CONNECTED -> {
        require(!lookup && replyMayCome, cell);
        replyMayCome = false;
      }
      case RelayCommand.DATA -> {
        require(!lookup && !replyMayCome, cell);
        flow.received(cell.length());
      }
      case RelayCommand.SENDME -> {
        require(!lookup, cell);
        flow.acknowledged();
      }
      default -> require(false, cell);
    }
    return false;
  }

  private static void require(boolean holds, RelayCell cell) throws ProtocolViolation {
    if (!holds) {
      throw new ProtocolViolation(
          Reason.UNEXPECTED, RelayCommand.name(cell.command()) + " on a stream that was closed");
    }
  }
}
