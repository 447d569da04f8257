// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

/**
 * Our end of a stream. Belongs to the thread of its circuit. After the stream ended, all methods do
 * nothing.
 */
public interface CircuitStream {

  /** The stream id on its circuit, 1 to 65,535. */
  int id();

  /** Whether data can be sent and may arrive. */
  boolean isOpen();

  /**
   * Sends data, at once and even before the exit has connected, as far as the windows of stream and
   * circuit allow.
   *
   * @return how many bytes were taken; if fewer than {@code length}, {@link StreamEvent.Writable}
   *     comes when more can be
   */
  int write(byte[] buffer, int offset, int length);

  /**
   * Says that bytes which {@link StreamListener#data} delivered are no longer held, so that the
   * other side may send more.
   */
  void consumed(int bytes);

  /**
   * Ends the stream; the listener hears nothing any more. The exit is never told why: like every
   * client, this sends MISC.
   */
  void end();
}
