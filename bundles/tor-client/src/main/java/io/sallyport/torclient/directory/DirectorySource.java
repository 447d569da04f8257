// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.TorException;
import io.sallyport.torclient.link.ClockSkew;
import io.sallyport.torclient.link.RelayEndpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Gives streams to the directory servers of relays ({@code BEGIN_DIR}). Any thread; blocks. */
@FunctionalInterface
public interface DirectorySource {

  /**
   * Opens a stream.
   *
   * @param timeout for connecting, and for each read and write afterwards
   * @throws TorException with what failed
   */
  DirectoryStream open(RelayEndpoint server, Duration timeout)
      throws TorException, InterruptedException;

  /** What servers told of our clock when they were connected to; null if none has. */
  default @Nullable ClockSkew clockSkew() {
    return null;
  }
}
