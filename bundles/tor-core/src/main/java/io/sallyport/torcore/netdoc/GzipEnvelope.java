// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.netdoc.NetdocException.Kind;

/** Header and trailer of a member of a gzip stream (RFC 1952 §2.3), byte by byte. */
final class GzipEnvelope {

  private static final int FHCRC = 2;
  private static final int FEXTRA = 4;
  private static final int FNAME = 8;
  private static final int FCOMMENT = 16;
  private static final int MAX_HEADER = 4096;

  private int position;
  private int flags;
  private int extra;
  private int toSkip;
  private boolean whole;
  private int trailerBytes;
  private long trailer;

  void reset() {
    position = 0;
    flags = 0;
    extra = 0;
    toSkip = 0;
    whole = false;
    trailerBytes = 0;
    trailer = 0;
  }

  boolean headerIsWhole() {
    return whole;
  }

  /** Takes one byte of the header. */
  void header(int value) throws NetdocException {
    int at = position++;
    if (at > MAX_HEADER) {
      throw new NetdocException(Kind.TOO_LARGE, "the header of gzip is too long");
    }
    if (at < 10) {
      fixed(at, value);
    } else if ((flags & FEXTRA) != 0) {
      extra(value);
    } else if ((flags & FNAME) != 0) {
      flags &= value == 0 ? ~FNAME : ~0;
    } else if ((flags & FCOMMENT) != 0) {
      flags &= value == 0 ? ~FCOMMENT : ~0;
    } else if (++toSkip == 2) {
      flags &= ~FHCRC;
    }
    whole = position >= 10 && flags == 0;
  }

  private void fixed(int at, int value) throws NetdocException {
    boolean right =
        switch (at) {
          case 0 -> value == 0x1f;
          case 1 -> value == 0x8b;
          case 2 -> value == 8;
          case 3 -> (value & 0xe0) == 0;
          default -> true;
        };
    if (!right) {
      throw new NetdocException(Kind.SYNTAX, "the header of gzip is wrong");
    }
    if (at == 3) {
      // FTEXT, the lowest bit, announces nothing.
      flags = value & ~1;
    }
  }

  private void extra(int value) {
    if (extra == 0) {
      toSkip = value;
    } else if (extra == 1) {
      toSkip |= value << 8;
    } else {
      toSkip--;
    }
    extra++;
    if (extra >= 2 && toSkip == 0) {
      flags &= ~FEXTRA;
    }
  }

  boolean trailerIsWhole() {
    return trailerBytes == 8;
  }

  /** Takes one byte of the trailer. */
  void trailer(int value) {
    trailer |= (long) value << 8 * trailerBytes++;
  }

  /** Throws unless the trailer tells this checksum and this length. */
  void check(long crc, long size) throws NetdocException {
    if ((trailer & 0xffff_ffffL) != crc || trailer >>> 32 != (size & 0xffff_ffffL)) {
      throw new NetdocException(Kind.BAD_SIGNATURE, "the checksum of gzip is wrong");
    }
  }
}
