// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * What a command writes, as text for the {@link Outbox}: a character may come in two pieces, and
 * bytes that are no UTF-8 become replacement characters. Any thread.
 */
final class OutputText extends OutputStream {

  private final Outbox outbox;
  private final String kind;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final ByteBuffer bytes = ByteBuffer.allocate(4096);
  private final CharBuffer chars = CharBuffer.allocate(4096);
  private volatile boolean closed;

  OutputText(Outbox outbox, String kind) {
    this.outbox = outbox;
    this.kind = kind;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] source, int offset, int length) throws IOException {
    for (int done = 0; done < length; ) {
      if (closed) {
        throw new IOException("the command has ended");
      }
      int some = Math.min(length - done, bytes.remaining());
      bytes.put(source, offset + done, some);
      done += some;
      decode(false);
    }
  }

  /** Ends it: half a character is shown as one that is wrong, and later writes fail. */
  @Override
  public void close() throws IOException {
    // Without the lock first: a writer may hold it while it waits for the client.
    closed = true;
    synchronized (this) {
      decode(true);
    }
  }

  private void decode(boolean last) throws IOException {
    bytes.flip();
    decoder.decode(bytes, chars, last);
    bytes.compact();
    chars.flip();
    String text = chars.toString();
    chars.clear();
    outbox.output(kind, text);
  }
}
