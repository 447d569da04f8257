// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.netdoc;

import io.sallyport.torcore.netdoc.NetdocException.Kind;
import java.io.ByteArrayOutputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Unpacks a document while it arrives, and gives up as soon as it grows beyond its limit, or beyond
 * {@link #MAX_RATIO} times what has arrived: over all members of a stream together, as bombs are
 * packed in many. Memory grows with the output only. For one thread; to be closed.
 */
public final class Decompressor implements AutoCloseable {

  /** Greatest growth that is believed, once there are {@link #RATIO_FROM} bytes. */
  public static final int MAX_RATIO = 25;

  /** From how many bytes of output on {@link #MAX_RATIO} counts. */
  public static final int RATIO_FROM = 64 * 1024;

  private final ContentEncoding encoding;
  private final int limit;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Inflater inflater;
  private final GzipEnvelope gzip = new GzipEnvelope();
  private final CRC32 crc = new CRC32();
  private final byte[] buffer = new byte[16 * 1024];
  private State state;
  private long arrived;

  private enum State {
    /** Between members: the input may end here. */
    BETWEEN,
    HEADER,
    BODY,
    TRAILER
  }

  /**
   * Begins.
   *
   * @param limit most bytes of output
   */
  public Decompressor(ContentEncoding encoding, int limit) {
    this.encoding = encoding;
    this.limit = limit;
    this.inflater = new Inflater(encoding == ContentEncoding.GZIP);
    this.state = State.HEADER;
  }

  /** Takes what has arrived. */
  public void update(byte[] data, int offset, int length) throws NetdocException {
    arrived += length;
    if (encoding == ContentEncoding.IDENTITY) {
      emit(data, offset, length);
      return;
    }
    int at = offset;
    int end = offset + length;
    while (at < end) {
      switch (state) {
        case BETWEEN -> begin();
        case HEADER -> at = header(data, at, end);
        case BODY -> at = body(data, at, end);
        case TRAILER -> at = trailer(data, at, end);
      }
    }
  }

  /** All that came out, when all has arrived. */
  public byte[] finish() throws NetdocException {
    boolean whole = state == State.BETWEEN || encoding == ContentEncoding.IDENTITY;
    if (!whole) {
      throw new NetdocException(Kind.TRUNCATED, "the compressed document ends too early");
    }
    return out.toByteArray();
  }

  /** How many bytes have come out. */
  public int size() {
    return out.size();
  }

  /** Frees what lies outside of the heap. Idempotent. */
  @Override
  public void close() {
    inflater.end();
  }

  private void begin() {
    inflater.reset();
    crc.reset();
    gzip.reset();
    state = State.HEADER;
  }

  private int header(byte[] data, int from, int end) throws NetdocException {
    int at = from;
    if (encoding == ContentEncoding.GZIP) {
      while (at < end && !gzip.headerIsWhole()) {
        gzip.header(data[at++] & 0xff);
      }
      if (!gzip.headerIsWhole()) {
        return at;
      }
    }
    state = State.BODY;
    return at;
  }

  private int body(byte[] data, int from, int end) throws NetdocException {
    inflater.setInput(data, from, end - from);
    try {
      while (true) {
        int size = inflater.inflate(buffer);
        if (size > 0) {
          crc.update(buffer, 0, size);
          emit(buffer, 0, size);
        } else if (inflater.finished() || inflater.needsInput()) {
          break;
        } else {
          // Wants a dictionary, or does not move: it never will.
          throw new NetdocException(Kind.SYNTAX, "the compressed document does not go on");
        }
      }
    } catch (DataFormatException e) {
      throw new NetdocException(Kind.SYNTAX, "the compressed document is broken");
    }
    int at = end - inflater.getRemaining();
    if (inflater.finished()) {
      state = encoding == ContentEncoding.GZIP ? State.TRAILER : State.BETWEEN;
    }
    return at;
  }

  private int trailer(byte[] data, int from, int end) throws NetdocException {
    int at = from;
    while (at < end && !gzip.trailerIsWhole()) {
      gzip.trailer(data[at++] & 0xff);
    }
    if (gzip.trailerIsWhole()) {
      gzip.check(crc.getValue(), inflater.getBytesWritten());
      state = State.BETWEEN;
    }
    return at;
  }

  private void emit(byte[] data, int offset, int length) throws NetdocException {
    long size = (long) out.size() + length;
    if (size > limit) {
      throw new NetdocException(Kind.TOO_LARGE, "the document is longer than " + limit + " bytes");
    }
    if (size > RATIO_FROM && size > arrived * MAX_RATIO) {
      throw new NetdocException(Kind.TOO_LARGE, "the document is a compression bomb");
    }
    out.write(data, offset, length);
  }
}
