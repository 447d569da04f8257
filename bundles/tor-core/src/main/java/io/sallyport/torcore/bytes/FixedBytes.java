// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.bytes;

import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A public value that is so many bytes and nothing else: a key, or the digest of one. Immutable;
 * equal to what has the same bytes and means the same. Values that are secret are no such values:
 * comparing takes as long as bytes are equal, and {@code toString} shows all.
 */
public abstract class FixedBytes {

  private final byte[] bytes;

  /**
   * Takes a copy.
   *
   * @param what the message of the exception
   * @throws IllegalArgumentException if there are not {@code length} bytes
   */
  protected FixedBytes(byte[] bytes, int length, String what) {
    if (bytes.length != length) {
      throw new IllegalArgumentException(what);
    }
    this.bytes = bytes.clone();
  }

  /** A copy of the bytes. */
  public final byte[] bytes() {
    return bytes.clone();
  }

  /** How many bytes there are. */
  public final int length() {
    return bytes.length;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof FixedBytes that
        && getClass() == that.getClass()
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public final int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Base64 without padding, as in the directory. */
  @Override
  public String toString() {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }
}
