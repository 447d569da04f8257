// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Lines of UTF-8 from a channel, none longer than {@link #LONGEST}. For one thread. */
public final class LineInput {

  /** Bytes in a line, its end included. */
  public static final int LONGEST = 64 * 1024;

  private final ReadableByteChannel channel;

  /** Between position and limit: read, and not yet given away. Grows with what has come. */
  private ByteBuffer buffer = ByteBuffer.allocate(1024).flip();

  LineInput(ReadableByteChannel channel) {
    this.channel = channel;
  }

  /**
   * The next line without its end; null at the end of the stream, and for a last line without one.
   *
   * @throws ProtocolException if it is too long or not UTF-8
   */
  @Nullable String next() throws IOException {
    int searched = 0;
    while (true) {
      for (; searched < buffer.remaining(); searched++) {
        if (buffer.get(buffer.position() + searched) == '\n') {
          return take(searched);
        }
      }
      if (buffer.remaining() >= LONGEST) {
        throw new ProtocolException("a line has at most " + LONGEST + " bytes");
      }
      if (!fill()) {
        return null;
      }
    }
  }

  private boolean fill() throws IOException {
    if (buffer.remaining() == buffer.capacity()) {
      buffer = ByteBuffer.allocate(buffer.capacity() * 2).put(buffer);
    } else {
      buffer.compact();
    }
    try {
      return channel.read(buffer) >= 0;
    } finally {
      buffer.flip();
    }
  }

  private String take(int length) throws ProtocolException {
    ByteBuffer line = buffer.slice(buffer.position(), length);
    buffer.position(buffer.position() + length + 1);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(line).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("a line is UTF-8");
    }
  }
}
