// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.directory.DirectoryException.Kind;
import io.sallyport.torcore.netdoc.ContentEncoding;
import io.sallyport.torcore.netdoc.Decompressor;
import io.sallyport.torcore.netdoc.NetdocException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One GET of HTTP/1.0 on a stream (dir-spec §6): the head of the answer is bounded, the body is
 * unpacked while it comes and bounded too, and the whole has a deadline, so that a server that
 * sends one byte a minute does not hold a client.
 */
final class DirectoryHttp {

  /** Longest head of an answer, in bytes. */
  static final int MAX_HEAD = 16 * 1024;

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final DirectoryStream stream;
  private final InputStream input;
  private final long end;
  private final byte[] buffer = new byte[16 * 1024];
  private int from;
  private int to;

  /**
   * On a new stream.
   *
   * @param time how long the whole may take
   */
  DirectoryHttp(DirectoryStream stream, Duration time) {
    this.stream = stream;
    this.input = stream.input();
    this.end = System.nanoTime() + time.toNanos();
  }

  /**
   * Asks for a document.
   *
   * @param path begins with a slash
   * @param than asks only for what is newer; null for whatever there is
   * @param limit most bytes of the body, unpacked
   */
  byte[] get(String path, @Nullable Instant than, int limit)
      throws DirectoryException, IOException {
    var request =
        new StringBuilder("GET ")
            .append(path)
            .append(" HTTP/1.0\r\nAccept-Encoding: ")
            .append(ContentEncoding.ACCEPTED)
            .append("\r\n");
    if (than != null) {
      request.append("If-Modified-Since: ").append(DATE.format(than)).append("\r\n");
    }
    stream.output().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    var head = head();
    switch (head.status) {
      case 200 -> {
        // Below.
      }
      case 304 -> throw new DirectoryException(Kind.NOT_MODIFIED, "nothing newer is there");
      case 404 -> throw new DirectoryException(Kind.NOT_FOUND, "the server lacks the document");
      case 503 -> throw new DirectoryException(Kind.BUSY, "the server is busy");
      default -> throw new DirectoryException(Kind.NOT_FOUND, "the server answered " + head.status);
    }
    try {
      return body(head, limit);
    } catch (NetdocException e) {
      throw e.kind() == NetdocException.Kind.TRUNCATED
          ? new DirectoryException(Kind.UNREACHABLE, String.valueOf(e.getMessage()))
          : DirectoryException.of(e);
    }
  }

  private record Head(int status, String encoding, long length) {}

  private Head head() throws DirectoryException, IOException {
    var text = new StringBuilder();
    int lines = 0;
    int status = -1;
    String encoding = "";
    long length = -1;
    while (true) {
      String line = line(text);
      if (status < 0) {
        status = status(line);
      } else if (line.isEmpty()) {
        return new Head(status, encoding, length);
      }
      int colon = line.indexOf(':');
      String name = colon < 0 ? "" : line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = colon < 0 ? "" : line.substring(colon + 1).strip();
      if (name.equals("content-encoding")) {
        encoding = value;
      } else if (name.equals("content-length")) {
        length = length(value);
      }
      if (++lines > 100) {
        throw bad("the head of the answer has too many lines");
      }
    }
  }

  private String line(StringBuilder all) throws DirectoryException, IOException {
    int start = all.length();
    while (true) {
      int next = next();
      if (next < 0) {
        throw new DirectoryException(Kind.UNREACHABLE, "the answer ends in its head");
      }
      if (next == '\n') {
        String line = all.substring(start);
        return line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
      }
      if (all.length() == MAX_HEAD) {
        throw bad("the head of the answer is too long");
      }
      all.append((char) next);
    }
  }

  private static int status(String line) throws DirectoryException {
    if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      throw bad("the answer is not HTTP");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private static long length(String value) throws DirectoryException {
    if (!value.matches("[0-9]{1,12}")) {
      throw bad("the length of the answer is no number");
    }
    return Long.parseLong(value);
  }

  private byte[] body(Head head, int limit)
      throws NetdocException, DirectoryException, IOException {
    try (var unpacked = new Decompressor(ContentEncoding.of(head.encoding), limit)) {
      long left = head.length < 0 ? Long.MAX_VALUE : head.length;
      while (left > 0 && fill()) {
        int size = (int) Math.min(left, to - from);
        unpacked.update(buffer, from, size);
        from += size;
        left -= size;
      }
      if (left > 0 && head.length >= 0) {
        throw new DirectoryException(Kind.UNREACHABLE, "the answer ends too early");
      }
      return unpacked.finish();
    }
  }

  private int next() throws DirectoryException, IOException {
    return fill() ? buffer[from++] & 0xff : -1;
  }

  /** Whether there is a byte in the buffer, after reading if need be. */
  private boolean fill() throws DirectoryException, IOException {
    if (from < to) {
      return true;
    }
    if (System.nanoTime() > end) {
      throw new DirectoryException(Kind.UNREACHABLE, "the server is too slow");
    }
    int size = input.read(buffer, 0, buffer.length);
    from = 0;
    to = Math.max(0, size);
    return size > 0;
  }

  private static DirectoryException bad(String message) {
    return new DirectoryException(Kind.BAD_DOCUMENT, message);
  }
}
