// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torclient.directory;

import io.sallyport.torclient.TorException;
import io.sallyport.torclient.link.RelayEndpoint;
import io.sallyport.torcore.netdir.TorNetwork;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Directory servers of the sample network, which answer as they are told to. */
final class FakeServers implements DirectorySource {

  /** When the sample consensus is fresh. */
  static final Instant NOW = Instant.parse("2026-11-21T03:20:00Z");

  /** How a server answers a path. */
  interface Behaviour {
    byte[] answer(String path, String request) throws TorException, InterruptedException;
  }

  final List<String> requests = new CopyOnWriteArrayList<>();
  final Map<Integer, Behaviour> byPort = new ConcurrentHashMap<>();
  volatile Behaviour usual = FakeServers::honest;

  static TorNetwork network() {
    return TorNetwork.parse(
        new String(file("authorities"), StandardCharsets.US_ASCII).lines().toList());
  }

  static byte[] file(String name) {
    try (var in = Objects.requireNonNull(FakeServers.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] honest(String path, String request) {
    if (path.startsWith("/tor/status-vote/current/consensus-microdesc/")) {
      return ok(file("consensus-microdesc"));
    }
    if (path.startsWith("/tor/keys/fp-sk/")) {
      return ok(file("certificates"));
    }
    return path.startsWith("/tor/micro/d/") ? ok(file("microdescs")) : status(404);
  }

  static byte[] ok(byte[] body) {
    var all = new ByteArrayOutputStream();
    all.writeBytes(
        "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: identity\r\n\r\n"
            .getBytes(StandardCharsets.US_ASCII));
    all.writeBytes(body);
    return all.toByteArray();
  }

  static byte[] status(int status) {
    return ("HTTP/1.0 " + status + " said so\r\n\r\n").getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public DirectoryStream open(RelayEndpoint server, Duration timeout) {
    int port = server.addresses().getFirst().getPort();
    return new Stream(byPort.getOrDefault(port, usual), port);
  }

  private final class Stream implements DirectoryStream {

    private final Behaviour behaviour;
    private final int port;
    private final ByteArrayOutputStream request = new ByteArrayOutputStream();

    Stream(Behaviour behaviour, int port) {
      this.behaviour = behaviour;
      this.port = port;
    }

    private final InputStream answer =
        new InputStream() {
          private byte[] left = new byte[0];
          private boolean asked;

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] to, int offset, int length) throws IOException {
            if (!asked) {
              asked = true;
              String text = request.toString(StandardCharsets.US_ASCII);
              String path = text.split(" ")[1];
              requests.add(port + " " + path);
              try {
                left = behaviour.answer(path, text);
              } catch (TorException e) {
                throw new IOException(e.getMessage(), e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
              }
            }
            // Small pieces: every boundary falls into a read somewhere.
            int size = Math.min(Math.min(length, 97), left.length);
            if (size == 0) {
              return -1;
            }
            new ByteArrayInputStream(left).read(to, offset, size);
            left = Arrays.copyOfRange(left, size, left.length);
            return size;
          }
        };

    @Override
    public InputStream input() {
      return answer;
    }

    @Override
    public OutputStream output() {
      return request;
    }

    @Override
    public void close() {}
  }
}
