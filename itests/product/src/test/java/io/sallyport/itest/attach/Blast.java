// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import io.sallyport.testing.Await;
import java.time.Duration;

/**
 * Data that is under way in both directions all the time: downloads and uploads without end by TCP,
 * and datagrams that the server goes on sending for a while after it was asked, IPv4 and IPv6.
 */
final class Blast {

  static final int PORT = 90;

  private static final String SERVER =
      """
      import socket, threading, time
      block = b'd' * 65536
      def tcp(s):
          while True:
              c, _ = s.accept()
              threading.Thread(target=pump, args=(c,), daemon=True).start()
              threading.Thread(target=drain, args=(c,), daemon=True).start()
      def pump(c):
          try:
              while True:
                  c.sendall(block)
          except OSError:
              pass
      def drain(c):
          try:
              while c.recv(1 << 20):
                  pass
          except OSError:
              pass
      def shower(s, a):
          for i in range(2000):
              try:
                  s.sendto(b'u' * 900, a)
              except OSError:
                  pass
              time.sleep(0.005)
      def udp(s):
          known = set()
          while True:
              try:
                  _, a = s.recvfrom(65536)
              except OSError:
                  continue
              if a not in known:
                  known.add(a)
                  threading.Thread(target=shower, args=(s, a), daemon=True).start()
      t = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
      t.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
      t.bind(('::', 90)); t.listen(64)
      u = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
      u.bind(('::', 90))
      threading.Thread(target=tcp, args=(t,), daemon=True).start()
      udp(u)
      """;

  static final String CLIENT =
      """
      import socket, sys, threading, time
      def down(s):
          try:
              while s.recv(1 << 20):
                  pass
          except OSError:
              pass
      def up(s):
          try:
              while True:
                  s.sendall(b'c' * 65536)
          except OSError:
              pass
      for host in sys.argv[1:]:
          family = socket.AF_INET6 if ':' in host else socket.AF_INET
          for i in range(3):
              s = socket.create_connection((host, 90))
              for work in (down, up):
                  threading.Thread(target=work, args=(s,), daemon=True).start()
          for i in range(3):
              u = socket.socket(family, socket.SOCK_DGRAM)
              u.connect((host, 90))
              u.send(b'more')
              threading.Thread(target=down, args=(u,), daemon=True).start()
      time.sleep(1000)
      """;

  private Blast() {}

  /** Begins to serve. */
  static void serve(Triad triad) throws Exception {
    triad.python(triad.server, SERVER);
    Await.until(
        "the server",
        () -> triad.server.run("ss", "-Hlnt", "sport = :" + PORT).out().contains(":" + PORT));
  }

  /** Begins to ask, and waits until much has come through the relay. */
  static void begin(Triad triad, Gateway gateway) throws Exception {
    long before = gateway.relayed();
    triad.python(triad.client, CLIENT, Triad.SERVER, Triad.SERVER6);
    Await.until(
        "data in flight", Duration.ofSeconds(30), () -> gateway.relayed() - before > 20L << 20);
  }
}
