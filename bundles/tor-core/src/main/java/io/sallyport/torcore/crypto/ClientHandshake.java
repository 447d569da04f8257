// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

import io.sallyport.torcore.bytes.ProtocolViolation;
import java.util.List;

/**
 * The client's side of the handshake by which a hop is added. Holds secrets; used once, by one
 * thread.
 */
public interface ClientHandshake {

  /** HTYPE in CREATE2 and EXTEND2 (tor-spec §5.1); -1 for CREATE_FAST, which has none. */
  int type();

  /** What is sent. */
  byte[] message();

  /**
   * Takes the answer.
   *
   * @throws ProtocolViolation if it does not come from the relay that we wanted
   */
  Result finish(byte[] reply) throws ProtocolViolation;

  /**
   * A finished handshake.
   *
   * @param keys key material that only that relay has, too
   * @param extensions what the relay says besides; empty but for ntor-v3
   */
  record Result(KeyStream keys, List<HandshakeExtension> extensions) {

    public Result {
      extensions = List.copyOf(extensions);
    }
  }
}
