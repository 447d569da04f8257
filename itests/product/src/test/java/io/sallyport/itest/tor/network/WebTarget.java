// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import io.sallyport.itest.harness.ByteServer;
import io.sallyport.itest.harness.Pattern;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A web server behind the exits: {@code GET /bytes/N?seed=S} sends the first N bytes of a pattern,
 * {@code POST /?seed=S} checks a body against the pattern and answers its length, all else is one
 * line of text.
 *
 * <p>One request for each connection; head and body leave together: relays of C tor let a second
 * small packet wait for the acknowledgement of the first, 40 ms.
 */
public final class WebTarget implements AutoCloseable {

  private static final int LONGEST_HEAD = 8192;

  private final ByteServer server;

  /** On 127.0.0.1, which every name under {@code .testnet} is to an exit. */
  public WebTarget() throws IOException {
    server = ByteServer.start(WebTarget::answer);
  }

  private static void answer(Socket socket) throws IOException {
    var in = socket.getInputStream();
    var head = head(in);
    var words = head.getFirst().split(" ");
    int query = words[1].indexOf("?seed=");
    var path = query < 0 ? words[1] : words[1].substring(0, query);
    long seed = query < 0 ? 0 : Long.parseLong(words[1].substring(query + 6));
    try (var out = new BufferedOutputStream(socket.getOutputStream(), 64 << 10)) {
      if (words[0].equals("POST")) {
        text(out, received(in, length(head), seed));
      } else if (path.startsWith("/bytes/")) {
        long length = Long.parseLong(path.substring(7));
        begin(out, length);
        Pattern.write(out, seed, length);
      } else {
        text(out, "hello by way of three relays");
      }
    }
  }

  private static List<String> head(InputStream in) throws IOException {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (int count = 0; count < LONGEST_HEAD; count++) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException("ends in the head of a request");
      }
      if (next != '\n') {
        line.append((char) next);
        continue;
      }
      var whole = line.toString().strip();
      if (whole.isEmpty()) {
        return lines;
      }
      lines.add(whole);
      line.setLength(0);
    }
    throw new IOException("the head of a request is too long");
  }

  private static long length(List<String> head) {
    return head.stream()
        .filter(line -> line.regionMatches(true, 0, "content-length:", 0, 15))
        .mapToLong(line -> Long.parseLong(line.substring(15).strip()))
        .findFirst()
        .orElse(0);
  }

  private static String received(InputStream in, long length, long seed) throws IOException {
    try {
      Pattern.check(in, seed, length);
      return String.valueOf(length);
    } catch (AssertionError e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void text(OutputStream out, String line) throws IOException {
    var body = (line + "\n").getBytes(StandardCharsets.US_ASCII);
    begin(out, body.length);
    out.write(body);
  }

  private static void begin(OutputStream out, long length) throws IOException {
    var head = "HTTP/1.0 200 OK\r\nContent-Length: " + length + "\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
  }

  /** Its port. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
