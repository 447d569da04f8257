// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers every GET with the {@code Host} that it was asked for, on 127.0.0.1 and on ::1. */
public final class WebServer implements AutoCloseable {

  private final int port = Ports.free();
  private final List<HttpServer> servers = new ArrayList<>();
  private boolean ipv6;

  /** Starts it; without IPv6 on this machine on 127.0.0.1 alone. */
  public WebServer() throws IOException {
    listen("127.0.0.1");
    try {
      listen("::1");
      ipv6 = true;
    } catch (IOException e) {
      ipv6 = false;
    }
  }

  private void listen(String address) throws IOException {
    var server = HttpServer.create();
    server.bind(new InetSocketAddress(InetAddress.getByName(address), port), 128);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            var body =
                ("host " + exchange.getRequestHeaders().getFirst("Host"))
                    .getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.setExecutor(task -> Thread.ofVirtual().start(task));
    server.start();
    servers.add(server);
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** Whether it listens on ::1 too. */
  public boolean ipv6() {
    return ipv6;
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
  }
}
