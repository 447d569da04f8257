// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.attach;

import io.sallyport.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A client that never rests: TCP, UDP to DNS and elsewhere, ping and a protocol that nobody knows,
 * IPv4 and IPv6, to the server and to somebody beyond it. It says how many of its attempts to
 * connect came to what.
 */
final class Load implements AutoCloseable {

  private static final String PROGRAM =
      """
      import socket, sys, time, os, json, errno
      out = sys.argv[1]
      hosts4 = [sys.argv[2], sys.argv[4]]
      hosts6 = [sys.argv[3], sys.argv[5]]
      count = {'connected': 0, 'refused': 0, 'pending': 0, 'sent': 0, 'rounds': 0}
      waiting = []
      raws = [socket.socket(socket.AF_INET, socket.SOCK_RAW, 1),
              socket.socket(socket.AF_INET6, socket.SOCK_RAW, 58),
              socket.socket(socket.AF_INET, socket.SOCK_RAW, 132)]
      echo4 = bytes([8, 0, 0xf7, 0xfd, 0, 1, 0, 1])
      echo6 = bytes([128, 0, 0, 0, 0, 1, 0, 1])
      def quietly(what):
          try:
              what()
              count['sent'] += 1
          except OSError:
              pass
      while True:
          for family, hosts in ((socket.AF_INET, hosts4), (socket.AF_INET6, hosts6)):
              for host in hosts:
                  s = socket.socket(family, socket.SOCK_STREAM)
                  s.setblocking(False)
                  code = s.connect_ex((host, 80))
                  waiting.append((time.time(), s, code))
                  u = socket.socket(family, socket.SOCK_DGRAM)
                  u.setblocking(False)
                  for port in (53, 443, 9999):
                      quietly(lambda: u.sendto(b'leak?' * 8, (host, port)))
                  u.close()
                  if family == socket.AF_INET:
                      quietly(lambda: raws[0].sendto(echo4, (host, 0)))
                      quietly(lambda: raws[2].sendto(bytes(16), (host, 0)))
                  else:
                      quietly(lambda: raws[1].sendto(echo6, (host, 0)))
          count['rounds'] += 1
          now = time.time()
          still = []
          for begun, s, code in waiting:
              if now - begun < 0.3:
                  still.append((begun, s, code))
                  continue
              code = s.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) or code
              try:
                  s.getpeername()
                  try:
                      count['connected' if s.recv(1) != b'' else 'refused'] += 1
                  except BlockingIOError:
                      count['connected'] += 1
                  except OSError:
                      count['refused'] += 1
              except OSError:
                  count['pending' if code == errno.EINPROGRESS else 'refused'] += 1
              s.close()
          waiting = still
          with open(out + '.new', 'w') as f:
              json.dump(count, f)
          os.replace(out + '.new', out)
          time.sleep(0.02)
      """;

  private final Process process;
  private final Path report;

  Load(Triad triad) throws Exception {
    report = Files.createTempDirectory("sallyport-load").resolve("counts");
    process =
        triad.python(
            triad.client,
            PROGRAM,
            report.toString(),
            Triad.SERVER,
            Triad.SERVER6,
            Triad.BEYOND,
            Triad.BEYOND6);
  }

  /** Lets it go on for so many rounds of everything from now. */
  void rounds(int more) throws Exception {
    long until = count("rounds") + more;
    Await.until(more + " rounds of load", () -> alive() && count("rounds") >= until);
  }

  private boolean alive() {
    if (!process.isAlive()) {
      throw new AssertionError("the load has ended, status " + process.exitValue());
    }
    return true;
  }

  /** How often something has happened so far. */
  long count(String name) throws Exception {
    var text = text();
    return text == null
        ? 0
        : com.google.gson.JsonParser.parseString(text).getAsJsonObject().get(name).getAsLong();
  }

  private @Nullable String text() throws Exception {
    return Files.exists(report) ? Files.readString(report) : null;
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly();
    process.onExit().join();
    Files.deleteIfExists(report.resolveSibling("counts.new"));
    Files.deleteIfExists(report);
    Files.deleteIfExists(report.getParent());
  }
}
