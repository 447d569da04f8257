// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a server that answers by heart; the two real ends meet in itests. */
@Timeout(30)
class ShellClientTest {

  @TempDir private Path home;
  private final List<JsonObject> asked = Collections.synchronizedList(new ArrayList<>());
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private ServerSocketChannel server;

  @AfterEach
  void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  /** Answers each line with what the map has for it; hangs up where it has nothing. */
  private void serve(Path socket, Map<String, String> answers) throws IOException {
    Files.createDirectories(socket.getParent());
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(() -> answer(answers));
  }

  private void answer(Map<String, String> answers) {
    try (var channel = server.accept();
        var lines =
            new BufferedReader(
                new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        var request = JsonParser.parseString(line).getAsJsonObject();
        asked.add(request);
        String answer = answers.get(request.get("run").getAsString());
        if (answer == null) {
          return;
        }
        channel.write(StandardCharsets.UTF_8.encode(answer));
      }
    } catch (IOException e) {
      // The client has gone.
    }
  }

  private int run(List<String> command, String input) {
    return ShellClient.run(
        home,
        command,
        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void outputErrorsAndStatusArriveWhereTheyBelong() throws IOException {
    serve(
        home.resolve("run/shell.sock"),
        Map.of("a b", "{\"out\":\"x€\"}\n{\"err\":\"bad\\n\"}\n{\"out\":\"y\\n\"}\n{\"end\":1}\n"));
    assertThat(run(List.of("a", "b"), "")).isEqualTo(1);
    assertThat(out()).isEqualTo("x€y\n");
    assertThat(err()).isEqualTo("bad\n");
    assertThat(asked.getFirst().get("color").getAsBoolean()).isFalse();
    assertThat(Path.of(asked.getFirst().get("cwd").getAsString())).isAbsolute();
  }

  @Test
  void linesOfStandardInputRunOneByOne_andAFailureIsRemembered() throws IOException {
    serve(
        home.resolve("run/shell.sock"),
        Map.of(
            "one", "{\"out\":\"1\"}\n{\"end\":0}\n",
            "two", "{\"end\":2}\n",
            "three", "{\"out\":\"3\"}\n{\"end\":0}\n"));
    assertThat(run(List.of(), "one\n\n# no\ntwo\nthree\nexit\none\n")).isEqualTo(2);
    assertThat(out()).isEqualTo("13");
    assertThat(asked).hasSize(3);
  }

  @Test
  void whereNothingRunsItSaysHowToStart() {
    assertThat(run(List.of("x"), "")).isEqualTo(3);
    assertThat(err()).contains("no Sallyport runs with home " + home, "bin/sallyport run --home");
  }

  @Test
  void theSocketOfADeadInstanceIsNoInstance() throws IOException {
    serve(home.resolve("run/shell.sock"), Map.of());
    server.close();
    assertThat(home.resolve("run/shell.sock")).exists();
    assertThat(run(List.of("x"), "")).isEqualTo(3);
    assertThat(err()).contains("no Sallyport runs");
  }

  @Test
  void aSocketElsewhereIsFound(@TempDir Path elsewhere) throws IOException {
    Path socket = elsewhere.resolve("s");
    serve(socket, Map.of("x", "{\"end\":0}\n"));
    Files.createDirectories(home.resolve("run"));
    Files.writeString(home.resolve("run/shell.path"), socket + "\n");
    assertThat(run(List.of("x"), "")).isZero();
  }

  @Test
  void anInstanceThatHangsUpIsAFailure_unlessItWasToldToStop() throws IOException {
    serve(home.resolve("run/shell.sock"), Map.of());
    assertThat(run(List.of("x"), "")).isEqualTo(3);
    assertThat(err()).contains("has hung up");
    server.close();
    Files.delete(home.resolve("run/shell.sock"));
    serve(home.resolve("run/shell.sock"), Map.of());
    assertThat(run(List.of("shutdown"), "")).isZero();
  }

  @Test
  void aRefusalIsToldInTheServersWords() throws IOException {
    serve(home.resolve("run/shell.sock"), Map.of("x", "{\"error\":\"too many\"}\n"));
    assertThat(run(List.of("x"), "")).isEqualTo(3);
    assertThat(err()).contains("too many");
  }

  @Test
  void anAnswerThatIsNoneIsNotTakenForOne() throws IOException {
    serve(home.resolve("run/shell.sock"), Map.of("x", "HTTP/1.1 400 Bad Request\n"));
    assertThat(run(List.of("x"), "")).isEqualTo(3);
    assertThat(err()).contains("no Sallyport of this version");
  }
}
