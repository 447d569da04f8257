// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;

/** How streams end. */
final class RunsOut {

  private RunsOut() {}

  /**
   * Reads until the stream ends, orderly or by a reset; true then. A stream that does not end runs
   * into its read timeout, which is an exception.
   */
  static boolean ended(Socket socket) throws IOException {
    try {
      while (socket.getInputStream().read() != -1) {
        continue;
      }
      return true;
    } catch (SocketException e) {
      return true;
    }
  }
}
