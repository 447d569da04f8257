// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import io.sallyport.testing.Await;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.osgi.service.log.Logger;

/** A listener with its surroundings, on a free port of the loopback. */
final class Listener implements AutoCloseable {

  static final String USERS = "[{\"username\": \"alice\", \"password\": \"s3c\"}]";

  final LoopbackTransport transport;
  final EchoSessions sessions = new EchoSessions();

  /** What is logged above debug. */
  final List<String> logged = new CopyOnWriteArrayList<>();

  final List<String> everything = new CopyOnWriteArrayList<>();
  final SocksInbound inbound;
  final int port;

  Listener(Object... more) throws Exception {
    this(false, 1 << 20, properties(freePort(), more));
  }

  /**
   * @param descriptors limit of descriptors that the listener believes in
   */
  Listener(boolean epoll, int descriptors, Map<String, Object> properties) throws Exception {
    this.transport = new LoopbackTransport(epoll);
    this.port = (int) properties.getOrDefault("listen_port", 0);
    var log = log(logged, everything);
    inbound =
        new SocksInbound(
            transport,
            sessions,
            new FinalOnly(),
            new ClientPlaces(descriptors, log, System::nanoTime),
            log,
            properties);
  }

  static Listener on(int port) throws Exception {
    return new Listener(false, 1 << 20, properties(port));
  }

  /** Properties with a port, and further names and values. */
  static Map<String, Object> properties(int port, Object... more) {
    var properties = new HashMap<String, Object>();
    properties.put("service.pid", "io.sallyport.socks~lan");
    properties.put("sallyport.file", "/etc/lan.cfg.json");
    properties.put("listen_port", port);
    properties.put("final", "direct");
    for (int i = 0; i < more.length; i += 2) {
      properties.put((String) more[i], more[i + 1]);
    }
    return properties;
  }

  Listener listening() {
    Await.until(
        "it listens on port " + port,
        () -> logged.contains("info listening on {} 127.0.0.1:" + port));
    return this;
  }

  Client client() throws IOException {
    return Client.to(port);
  }

  /** A port below the ephemeral ones, so that no outgoing connection takes it meanwhile. */
  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
      try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException e) {
        assert e != null; // taken; the next one
      }
    }
  }

  static Logger log(List<String> logged) {
    return log(logged, new CopyOnWriteArrayList<>());
  }

  /** Keeps what is logged above debug, and all of it. */
  private static Logger log(List<String> logged, List<String> everything) {
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (_, method, arguments) -> {
              if (arguments != null) {
                var text = new StringBuilder(method.getName());
                for (Object argument : arguments) {
                  text.append(' ')
                      .append(argument instanceof Object[] many ? List.of(many) : argument);
                }
                everything.add(text.toString());
                if (!method.getName().equals("debug")) {
                  logged.add(text.toString());
                }
              }
              return method.getReturnType() == boolean.class ? false : null;
            });
  }

  @Override
  public void close() {
    inbound.stop();
    transport.close();
  }
}
