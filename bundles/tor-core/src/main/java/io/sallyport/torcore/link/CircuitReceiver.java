// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.link;

/** One circuit as its link sees it. */
public interface CircuitReceiver {

  /**
   * A cell of this circuit; what is wrong with it is the circuit's own affair.
   *
   * @param body holds the 509 bytes of the body; may be changed during this call
   */
  void receive(int command, byte[] body, int offset);

  /** The link is gone; nothing can be sent any more. */
  void linkClosed();
}
