// SPDX-License-Identifier: Apache-2.0
package io.sallyport.session.internal.sniff.protocol;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.TreeMap;

/** Puts the CRYPTO frames of Initial packets together again (RFC 9000 §19.6). */
final class CryptoStream {

  /** As much of the stream as is looked at. */
  static final int MAX = 16 * 1024;

  private static final int PADDING = 0x00;
  private static final int PING = 0x01;
  private static final int ACK = 0x02;
  private static final int ACK_ECN = 0x03;
  private static final int CRYPTO = 0x06;

  /** By offset. What is kept was received, so its size is bounded by that of the datagrams. */
  private final TreeMap<Integer, byte[]> pieces = new TreeMap<>();

  /**
   * Takes the CRYPTO frames out of a packet.
   *
   * @throws Stop at a frame that an Initial packet of a client cannot hold (RFC 9000 §12.4)
   */
  void frames(byte[] payload) throws Stop {
    var frames = Cursor.whole(Unpooled.wrappedBuffer(payload));
    while (frames.left() > 0) {
      switch (frames.u8()) {
        case PADDING, PING -> {}
        case ACK -> ack(frames, false);
        case ACK_ECN -> ack(frames, true);
        case CRYPTO -> crypto(frames);
        default -> throw Stop.WRONG;
      }
    }
  }

  private void crypto(Cursor frames) throws Stop {
    long offset = frames.varint();
    byte[] data = frames.part(frames.varint()).take();
    Stop.unless(offset + data.length <= MAX);
    pieces.merge((int) offset, data, (one, other) -> one.length >= other.length ? one : other);
  }

  private static void ack(Cursor frames, boolean ecn) throws Stop {
    frames.varint();
    frames.varint();
    long ranges = frames.varint();
    frames.varint();
    // Each range takes two bytes at least: a false count ends with the packet.
    for (long i = 0; i < ranges; i++) {
      frames.varint();
      frames.varint();
    }
    for (int i = 0; ecn && i < 3; i++) {
      frames.varint();
    }
  }

  /** The stream from its beginning to its first gap. */
  byte[] prefix() {
    var stream = new ByteArrayOutputStream();
    for (var piece : pieces.entrySet()) {
      int known = stream.size() - piece.getKey();
      if (known < 0) {
        break;
      }
      if (known < piece.getValue().length) {
        stream.write(piece.getValue(), known, piece.getValue().length - known);
      }
    }
    return stream.toByteArray();
  }
}
