// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient;

import io.sallyport.torclient.circuit.DirectoryCircuits;
import io.sallyport.torclient.directory.DirectorySource;
import io.sallyport.torclient.directory.DirectoryStream;
import io.sallyport.torclient.link.ClockEstimate;
import io.sallyport.torclient.link.ClockSkew;
import io.sallyport.torclient.link.RelayEndpoint;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The directory's way to its servers: circuits of one hop. Any thread. */
record LinkedSource(DirectoryCircuits circuits, ClockEstimate clock) implements DirectorySource {

  @Override
  public DirectoryStream open(RelayEndpoint server, Duration timeout)
      throws TorException, InterruptedException {
    return DirectoryStream.of(circuits.open(server, timeout));
  }

  @Override
  public @Nullable ClockSkew clockSkew() {
    return clock.skew();
  }
}
