// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.crypto;

/** Key material of a finished handshake, handed out from its beginning, never twice. */
@FunctionalInterface
public interface KeyStream {

  /** The next {@code length} bytes. */
  byte[] take(int length);
}
