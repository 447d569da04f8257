// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.bytes.ProtocolViolation;
import io.sallyport.torcore.bytes.ProtocolViolation.Reason;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;

/** A window of constant size, acknowledged by every hundredth cell (tor-spec §7.3). */
final class FixedCircuitFlow implements CircuitFlow {

  private static final int INCREMENT = 100;

  /** Tags of the cells that the hop has yet to acknowledge, oldest first; at most ten. */
  private final Queue<byte[]> tags = new ArrayDeque<>();

  private int window;
  private int sinceTagged;
  private int sinceAcknowledged;

  FixedCircuitFlow(int window) {
    this.window = window;
  }

  @Override
  public boolean canSend() {
    return window > 0;
  }

  @Override
  public boolean nextIsTagged() {
    return sinceTagged == INCREMENT - 1;
  }

  @Override
  public void sent(Supplier<byte[]> tag) {
    window--;
    if (++sinceTagged == INCREMENT) {
      sinceTagged = 0;
      tags.add(tag.get());
    }
  }

  @Override
  public void acknowledged(byte[] tag) throws ProtocolViolation {
    byte[] expected = tags.poll();
    if (expected == null) {
      throw new ProtocolViolation(Reason.FLOW_CONTROL, "SENDME for cells that were never sent");
    }
    if (!MessageDigest.isEqual(expected, tag)) {
      throw new ProtocolViolation(Reason.BAD_DIGEST, "SENDME with the tag of no cell of ours");
    }
    window += INCREMENT;
  }

  @Override
  public boolean received() {
    if (++sinceAcknowledged < INCREMENT) {
      return false;
    }
    sinceAcknowledged = 0;
    return true;
  }
}
