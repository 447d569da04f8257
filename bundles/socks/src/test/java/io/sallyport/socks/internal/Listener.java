// SPDX-License-Identifier: Apache-2.0
package io.sallyport.socks.internal;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.osgi.service.log.Logger;

/** A listener with its surroundings, on a free port of the loopback. */
final class Listener implements AutoCloseable {

  static final String USERS = "[{\"username\": \"alice\", \"password\": \"s3c\"}]";

  final NioTransport transport = new NioTransport();
  final EchoSessions sessions = new EchoSessions();
  final List<String> logged = new CopyOnWriteArrayList<>();
  final SocksInbound inbound;
  final int port;

  Listener(Object... more) throws Exception {
    this(freePort(), List.of(more));
  }

  private Listener(int port, List<Object> more) throws Exception {
    this.port = port;
    inbound =
        new SocksInbound(
            transport, sessions, new FinalOnly(), log(logged), properties(port, more.toArray()));
  }

  static Listener on(int port) throws Exception {
    return new Listener(port, List.of());
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
    await(() -> logged.contains("info listening on {} 127.0.0.1:" + port));
    return this;
  }

  Client client() throws IOException {
    return Client.to(port);
  }

  static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("did not come true in time");
      }
      Thread.onSpinWait();
      Thread.yield();
    }
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

  /** Keeps what is logged above debug. */
  private static Logger log(List<String> logged) {
    return (Logger)
        Proxy.newProxyInstance(
            Logger.class.getClassLoader(),
            new Class<?>[] {Logger.class},
            (_, method, arguments) -> {
              if (!method.getName().equals("debug") && arguments != null) {
                var text = new StringBuilder(method.getName());
                for (Object argument : arguments) {
                  text.append(' ')
                      .append(argument instanceof Object[] many ? List.of(many) : argument);
                }
                logged.add(text.toString());
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
