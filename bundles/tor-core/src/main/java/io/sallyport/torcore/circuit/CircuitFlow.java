// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.bytes.ProtocolViolation;
import java.util.function.Supplier;

/** Flow control of DATA cells between us and one hop; a choice for each hop. */
interface CircuitFlow {

  /** Whether another cell may be sent now. */
  boolean canSend();

  /** Whether the next cell that is sent will be acknowledged by its tag. */
  boolean nextIsTagged();

  /**
   * A cell has been sent.
   *
   * @param tag gives its tag
   */
  void sent(Supplier<byte[]> tag);

  /** The hop acknowledges. */
  void acknowledged(byte[] tag) throws ProtocolViolation;

  /** A cell has been received; whether it must be acknowledged at once. */
  boolean received();
}
