// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.HexFormat;

/**
 * 32 bytes of a digest: SHA-256 of a microdescriptor, by which it is asked for, or of a consensus.
 * Immutable; ordered by its bytes.
 */
public final class Digest256 implements Comparable<Digest256> {

  /** Length in bytes. */
  public static final int LENGTH = 32;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final long a;
  private final long b;
  private final long c;
  private final long d;

  private Digest256(byte[] bytes, int offset) {
    this.a = (long) LONGS.get(bytes, offset);
    this.b = (long) LONGS.get(bytes, offset + 8);
    this.c = (long) LONGS.get(bytes, offset + 16);
    this.d = (long) LONGS.get(bytes, offset + 24);
  }

  /**
   * Takes 32 bytes.
   *
   * @throws IllegalArgumentException if there are not 32
   */
  public static Digest256 of(byte[] bytes) {
    if (bytes.length != LENGTH) {
      throw new IllegalArgumentException("a digest has 32 bytes");
    }
    return new Digest256(bytes, 0);
  }

  /** From 64 hexadecimal digits of any case. */
  public static Digest256 ofHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /** From base64 with or without padding. */
  public static Digest256 ofBase64(String base64) {
    return of(Base64.getDecoder().decode(base64));
  }

  /** A new array of the 32 bytes. */
  public byte[] bytes() {
    var bytes = new byte[LENGTH];
    LONGS.set(bytes, 0, a);
    LONGS.set(bytes, 8, b);
    LONGS.set(bytes, 16, c);
    LONGS.set(bytes, 24, d);
    return bytes;
  }

  /** 64 hexadecimal digits, upper case. */
  public String hex() {
    return HexFormat.of().withUpperCase().formatHex(bytes());
  }

  @Override
  public int compareTo(Digest256 other) {
    int order = Long.compareUnsigned(a, other.a);
    if (order == 0) {
      order = Long.compareUnsigned(b, other.b);
    }
    if (order == 0) {
      order = Long.compareUnsigned(c, other.c);
    }
    return order != 0 ? order : Long.compareUnsigned(d, other.d);
  }

  @Override
  public boolean equals(@org.jspecify.annotations.Nullable Object other) {
    return other instanceof Digest256 that
        && a == that.a
        && b == that.b
        && c == that.c
        && d == that.d;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(a);
  }

  /** Base64 without padding, as a consensus writes it. */
  @Override
  public String toString() {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes());
  }
}
