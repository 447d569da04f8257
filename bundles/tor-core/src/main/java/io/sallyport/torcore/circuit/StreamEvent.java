// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.circuit;

import io.sallyport.torcore.cell.EndReason;
import io.sallyport.torcore.cell.ResolvedAnswer;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What happens on a stream, besides data. */
public sealed interface StreamEvent {

  /**
   * The exit has connected.
   *
   * @param address what it connected to; null for a directory stream, or if it did not say
   * @param ttl for how many seconds the name means this address; 0 if it did not say
   */
  record Connected(@Nullable InetAddress address, long ttl) implements StreamEvent {}

  /** The answer to a lookup; {@link Ended} follows at once. */
  record Resolved(List<ResolvedAnswer> answers) implements StreamEvent {}

  /** Data can be written again, after a write that was not taken whole. */
  record Writable() implements StreamEvent {}

  /**
   * The stream is gone.
   *
   * @param reason DONE if the exit closed it in good order, or after an answer to a lookup; DESTROY
   *     if the circuit went down
   * @param remote whether the exit said so; false if the circuit went down under the stream
   * @param address what the exit refused to connect to, of EXIT_POLICY; null if it did not say
   * @param ttl for how many seconds the name means this address; 0 if it did not say
   */
  record Ended(EndReason reason, boolean remote, @Nullable InetAddress address, long ttl)
      implements StreamEvent {}
}
