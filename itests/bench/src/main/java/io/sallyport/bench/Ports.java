// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Free ports of this machine, below those that connections are given (32768). */
final class Ports {

  private static final int FIRST = 21_000;
  private static final int LAST = 32_700;

  private int next = FIRST;

  /**
   * A port that nobody listens on now, and that is not given twice.
   *
   * @throws IOException if none is left
   */
  int take() throws IOException {
    while (next < LAST) {
      int port = next++;
      try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException e) {
        // somebody else's
      }
    }
    throw new IOException("no free port from " + FIRST + " to " + LAST);
  }
}
