// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sallyport.itest.harness.Pattern;
import io.sallyport.itest.harness.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A web server behind the exits: {@code GET /bytes/N?seed=S} sends the first N bytes of a pattern,
 * {@code POST /?seed=S} checks a body against the pattern and answers its length, all else is one
 * line of text.
 */
public final class WebTarget implements AutoCloseable {

  static {
    // Else the JDK's server waits 40 ms between head and body for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private final HttpServer server;

  /** On 127.0.0.1, which every name under {@code .testnet} is to an exit. */
  public WebTarget() throws IOException {
    server = HttpServer.create();
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free()), 512);
    server.createContext("/", WebTarget::answer);
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      var path = exchange.getRequestURI().getPath();
      long seed = seed(exchange.getRequestURI().getQuery());
      if (exchange.getRequestMethod().equals("POST")) {
        long length;
        try {
          length = Pattern.checkToEnd(exchange.getRequestBody(), seed);
        } catch (AssertionError e) {
          text(exchange, 400, String.valueOf(e.getMessage()));
          return;
        }
        text(exchange, 200, String.valueOf(length));
      } else if (path.startsWith("/bytes/")) {
        long length = Long.parseLong(path.substring(7));
        exchange.sendResponseHeaders(200, length == 0 ? -1 : length);
        if (length > 0) {
          Pattern.write(exchange.getResponseBody(), seed, length);
        }
      } else {
        text(exchange, 200, "hello by way of three relays");
      }
    }
  }

  private static long seed(@org.jspecify.annotations.Nullable String query) {
    return query == null || !query.startsWith("seed=") ? 0 : Long.parseLong(query.substring(5));
  }

  private static void text(HttpExchange exchange, int status, String line) throws IOException {
    var body = (line + "\n").getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  /** Its port. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
