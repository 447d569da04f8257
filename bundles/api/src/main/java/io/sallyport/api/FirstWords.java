// SPDX-License-Identifier: Apache-2.0
package io.sallyport.api;

import io.netty.buffer.ByteBuf;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a client has said before its stream is connected: one that pipelines, or that was caught on
 * its way and believes itself connected. An outbound whose far end is far away may take it and send
 * it along with its request, which saves a round trip (Tor's optimistic data); what is not taken is
 * sent as soon as there is a stream.
 */
@FunctionalInterface
@ProviderType
public interface FirstWords {

  /**
   * All that has been said so far, often nothing. On the loop of the attempt, once, before its
   * future is done.
   *
   * @return to be sent before anything that is written to the stream, and released by who takes it
   */
  ByteBuf take();
}
