// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

/** The owner of a stream. Called on the circuit's thread; may call stream and circuit back. */
public interface StreamListener {

  /**
   * Data arrived. Say {@link CircuitStream#consumed} once it has gone where it should, or the other
   * side stops sending after 500 cells.
   *
   * @param buffer valid during this call only
   */
  void data(byte[] buffer, int offset, int length);

  /** Something else happened. Nothing follows {@link StreamEvent.Ended}. */
  void event(StreamEvent event);
}
