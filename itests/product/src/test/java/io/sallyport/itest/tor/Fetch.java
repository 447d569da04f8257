// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor;

import io.sallyport.itest.harness.Pattern;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** HTTP/1.0 against a {@code WebTarget} on streams that somebody else has opened. */
final class Fetch {

  private Fetch() {}

  /** The answer to {@code GET /}. */
  static String page(InputStream in, OutputStream out) throws IOException {
    get(out, "/");
    int length = head(in);
    return new String(in.readNBytes(length), StandardCharsets.US_ASCII);
  }

  /** Fetches so many bytes and checks each. */
  static void bytes(InputStream in, OutputStream out, long seed, long length) throws IOException {
    get(out, "/bytes/" + length + "?seed=" + seed);
    int told = head(in);
    if (told != length) {
      throw new IOException("Content-Length " + told + " where " + length + " were asked for");
    }
    Pattern.check(in, seed, length);
  }

  /** Sends so many bytes; the far end checks each. */
  static void post(InputStream in, OutputStream out, long seed, long length) throws IOException {
    var head =
        "POST /?seed=%d HTTP/1.0\r\nHost: target\r\nContent-Length: %d\r\n\r\n"
            .formatted(seed, length);
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    Pattern.write(out, seed, length);
    int told = head(in);
    var body = new String(in.readNBytes(told), StandardCharsets.US_ASCII).strip();
    if (!body.equals(String.valueOf(length))) {
      throw new IOException("the far end says: " + body);
    }
  }

  private static void get(OutputStream out, String path) throws IOException {
    out.write(
        ("GET " + path + " HTTP/1.0\r\nHost: target\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Reads the head of an answer; returns its Content-Length. */
  private static int head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("ends in its head: " + head);
      }
      head.append((char) next);
    }
    return head.toString()
        .lines()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
        .findFirst()
        .orElseThrow(() -> new IOException("no Content-Length in: " + head));
  }
}
