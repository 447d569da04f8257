// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.TorSocket;
import java.io.InputStream;
import java.io.OutputStream;

/** A stream to a directory server. */
public interface DirectoryStream extends AutoCloseable {

  /** What comes; a stream that is cut off ends in an exception. */
  InputStream input();

  /** What goes; sent at once. */
  OutputStream output();

  /** Ends the stream. */
  @Override
  void close();

  /** A stream of a circuit. */
  static DirectoryStream of(TorSocket socket) {
    return new DirectoryStream() {
      @Override
      public InputStream input() {
        return socket.input();
      }

      @Override
      public OutputStream output() {
        return socket.output();
      }

      @Override
      public void close() {
        socket.close();
      }
    };
  }
}
