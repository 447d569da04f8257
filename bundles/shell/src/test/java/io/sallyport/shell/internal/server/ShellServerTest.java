// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.sallyport.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ShellServerTest {

  /** Echoes; or waits to be interrupted; or writes without end. */
  private static final class Runner implements CommandRunner {

    final Semaphore started = new Semaphore(0);
    final Semaphore interrupted = new Semaphore(0);
    final AtomicLong written = new AtomicLong();

    @Override
    public int run(
        Request.Run request, Map<String, Object> variables, OutputStream out, OutputStream err)
        throws InterruptedException {
      try {
        switch (request.line()) {
          case "wait" -> {
            started.release();
            new CountDownLatch(1).await();
          }
          case "flood" -> flood(out);
          case "burst" -> out.write("ä€😀".repeat(50_000).getBytes(StandardCharsets.UTF_8));
          default -> {
            out.write(request.line().getBytes(StandardCharsets.UTF_8));
            err.write("!".getBytes(StandardCharsets.UTF_8));
          }
        }
        return 7;
      } catch (IOException e) {
        return 1;
      } catch (InterruptedException e) {
        interrupted.release();
        throw e;
      }
    }

    private void flood(OutputStream out) throws InterruptedException {
      byte[] page = "x".repeat(4096).getBytes(StandardCharsets.UTF_8);
      started.release();
      try {
        while (true) {
          out.write(page);
          written.addAndGet(page.length);
        }
      } catch (IOException e) {
        interrupted.release();
        throw new InterruptedException();
      }
    }

    @Override
    public Completion complete(Request.Complete request) {
      return new Completion(request.cursor(), List.of(new Candidate(request.line() + "!", "doc")));
    }
  }

  /** A client that can misbehave. */
  private record Client(SocketChannel channel, BufferedReader lines) implements AutoCloseable {

    static Client of(Path socket) throws IOException {
      var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
      return new Client(
          channel,
          new BufferedReader(
              new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8)));
    }

    void send(String text) throws IOException {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }

    JsonObject next() throws IOException {
      return JsonParser.parseString(lines.readLine()).getAsJsonObject();
    }

    /** All output until the end, with the status behind it. */
    String rest() throws IOException {
      var text = new StringBuilder();
      while (true) {
        var answer = next();
        if (answer.has("end")) {
          return text.append("=").append(answer.get("end").getAsInt()).toString();
        }
        text.append(answer.has("out") ? answer.get("out").getAsString() : "");
      }
    }

    /** Waits for the end; one that leaves something unread is told so by a reset. */
    boolean isHungUp() {
      try {
        return lines.readLine() == null;
      } catch (IOException e) {
        return true;
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }

  @TempDir private Path home;
  private final Runner runner = new Runner();
  private ShellServer server;

  @BeforeEach
  void open() throws IOException {
    server = ShellServer.open(home, runner, e -> {});
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void onlyItsOwnerMayOpenIt_andNothingElseIsLeftInTheFolder() throws IOException {
    Path socket = home.resolve("run/shell.sock");
    assertThat(server.socket()).isEqualTo(socket);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("run"))))
        .isEqualTo("rwx------");
    assertThat(home.resolve("run")).isDirectoryContaining(path -> path.equals(socket));
    try (var files = Files.list(home.resolve("run"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void requestsAreServedInTurn() throws IOException {
    try (var client = Client.of(server.socket())) {
      client.send("{\"run\":\"one\"}\n");
      assertThat(client.rest()).isEqualTo("one=7");
      client.send("{\"complete\":\"tw\",\"cursor\":1}\n");
      var completion = client.next();
      assertThat(completion.get("from").getAsInt()).isEqualTo(1);
      assertThat(completion.getAsJsonArray("candidates").get(0).getAsJsonObject().get("value"))
          .hasToString("\"tw!\"");
      client.send("{\"run\":\"burst\"}\n");
      assertThat(client.rest()).isEqualTo("ä€😀".repeat(50_000) + "=7");
    }
  }

  @Test
  void aMessageInterrupts_andTheConnectionGoesOn() throws Exception {
    try (var client = Client.of(server.socket())) {
      client.send("{\"run\":\"wait\"}\n");
      runner.started.acquire();
      client.send("{\"interrupt\":true}\n");
      assertThat(client.rest()).isEqualTo("=130");
      client.send("{\"run\":\"next\"}\n");
      assertThat(client.rest()).isEqualTo("next=7");
    }
  }

  @Test
  void hangingUpInterrupts() throws Exception {
    try (var client = Client.of(server.socket())) {
      client.send("{\"run\":\"wait\"}\n");
      runner.started.acquire();
    }
    assertThat(runner.interrupted.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aClientThatDoesNotReadStopsItsCommandOnly() throws Exception {
    try (var sleeper = Client.of(server.socket());
        var other = Client.of(server.socket())) {
      sleeper.send("{\"run\":\"flood\"}\n");
      runner.started.acquire();
      // The other is served while the flood stands; how much of it is out is bounded by then.
      long before;
      do {
        before = runner.written.get();
        for (int i = 0; i < 200; i++) {
          other.send("{\"run\":\"x\"}\n");
          assertThat(other.rest()).isEqualTo("x=7");
        }
      } while (runner.written.get() != before);
      assertThat(before).isLessThan(2_000_000);
      sleeper.send("{\"interrupt\":true}\n");
      assertThat(runner.interrupted.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
      assertThat(sleeper.rest()).endsWith("=130");
    }
  }

  @Test
  void nonsenseIsAnsweredAndHungUpOn() throws IOException {
    for (String nonsense :
        List.of("hello\n", "{}\n", "[".repeat(60_000) + "\n", "x".repeat(70_000), "\u0000\n")) {
      try (var client = Client.of(server.socket())) {
        try {
          client.send(nonsense);
        } catch (IOException e) {
          // It hung up before the whole of it was said.
        }
        assertThat(client.next().has("error")).isTrue();
        assertThat(client.isHungUp()).isTrue();
      }
    }
  }

  @Test
  void twoCommandsAtATimeAreNotServed() throws Exception {
    try (var client = Client.of(server.socket())) {
      client.send("{\"run\":\"wait\"}\n{\"run\":\"x\"}\n");
      assertThat(client.next().get("error").getAsString()).contains("one command at a time");
    }
    assertThat(runner.interrupted.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theSeventeenthClientIsTurnedAway_untilASeatIsFree() throws IOException {
    var clients = new ArrayList<Client>();
    try {
      for (int i = 0; i < ShellServer.MOST_CLIENTS; i++) {
        var client = Client.of(server.socket());
        clients.add(client);
        client.send("{\"run\":\"x\"}\n");
        assertThat(client.rest()).isEqualTo("x=7");
      }
      try (var late = Client.of(server.socket())) {
        assertThat(late.next().get("error").getAsString()).contains("too many");
      }
      clients.removeFirst().close();
      Await.until(
          "a seat is free",
          () -> {
            try (var next = Client.of(server.socket())) {
              next.send("{\"run\":\"x\"}\n");
              return next.next().has("out");
            } catch (IOException e) {
              return false; // Not yet, and the door was shut while we spoke.
            }
          });
    } finally {
      for (var client : clients) {
        client.close();
      }
    }
  }

  @Test
  void halfARequestIsNone() throws IOException {
    for (int i = 0; i < 40; i++) {
      try (var client = Client.of(server.socket())) {
        client.send("{\"run\":\"one\"}".substring(0, i % 13));
      } catch (IOException e) {
        // The earlier ones still held every seat, so this one was turned away.
      }
    }
    Await.until(
        "the next is served",
        () -> {
          try (var client = Client.of(server.socket())) {
            client.send("{\"run\":\"one\"}\n");
            return client.rest().equals("one=7");
          } catch (IOException | IllegalStateException | NullPointerException e) {
            return false; // Forty broken ones may still hold the seats for a moment.
          }
        });
  }

  @Test
  void closingHangsUp_andTakesTheSocketAway() throws IOException {
    try (var client = Client.of(server.socket())) {
      client.send("{\"run\":\"x\"}\n");
      assertThat(client.rest()).isEqualTo("x=7");
      server.close();
      assertThat(client.lines().readLine()).isNull();
    }
    assertThat(home.resolve("run/shell.sock")).doesNotExist();
  }

  @Test
  void aSecondInstanceDoesNotTakeTheSocketOfALivingOne() {
    assertThatThrownBy(() -> ShellServer.open(home, runner, e -> {}))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("another instance");
    assertThat(home.resolve("run/shell.sock")).exists();
  }

  @Test
  void theSocketOfADeadOneIsReplaced(@TempDir Path grave) throws IOException {
    Path socket = Files.createDirectory(grave.resolve("run")).resolve("shell.sock");
    ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    dead.bind(UnixDomainSocketAddress.of(socket));
    dead.close();
    assertThat(socket).exists();
    try (var heir = ShellServer.open(grave, runner, e -> {});
        var client = Client.of(heir.socket())) {
      client.send("{\"run\":\"x\"}\n");
      assertThat(client.rest()).isEqualTo("x=7");
    }
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone(@TempDir Path other) throws IOException {
    Path file = Files.createDirectory(other.resolve("run")).resolve("shell.sock");
    Files.writeString(file, "mine");
    assertThatThrownBy(() -> ShellServer.open(other, runner, e -> {}))
        .hasMessageContaining("no socket");
    assertThat(file).hasContent("mine");
  }

  @Test
  void aHomeWithALongNameTellsWhereItsSocketIs(@TempDir Path root) throws IOException {
    Path deep = root.resolve("d".repeat(60)).resolve("e".repeat(60));
    Path socket;
    try (var far = ShellServer.open(deep, runner, e -> {})) {
      Path pointer = deep.resolve("run/shell.path");
      socket = Path.of(Files.readString(pointer).strip());
      assertThat(socket).isEqualTo(far.socket());
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
          .isEqualTo("rwx------");
      try (var client = Client.of(socket)) {
        client.send("{\"run\":\"x\"}\n");
        assertThat(client.rest()).isEqualTo("x=7");
      }
    }
    assertThat(socket.getParent()).doesNotExist();
    assertThat(deep.resolve("run/shell.path")).doesNotExist();
  }
}
