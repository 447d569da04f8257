// SPDX-License-Identifier: Apache-2.0
package io.sallyport.launcher.shell;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A connection to the shell of a running instance. One request at a time; interrupting apart. */
final class ShellLink implements AutoCloseable {

  /** What could stand at the cursor. */
  record Completion(int from, List<Candidate> candidates) {}

  /** One of the words that could, and what it is. */
  record Candidate(String value, String doc) {}

  private final SocketChannel channel;
  private final BufferedReader lines;

  private ShellLink(SocketChannel channel) {
    this.channel = channel;
    this.lines =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(channel), StandardCharsets.UTF_8));
  }

  /**
   * Connects to the instance of a home.
   *
   * @throws ShellFailure if none runs there, or it belongs to somebody else
   */
  static ShellLink open(Path home) throws ShellFailure {
    Path root = home.toAbsolutePath().normalize();
    try {
      SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.connect(UnixDomainSocketAddress.of(socket(root)));
        return new ShellLink(channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      if (String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("denied")) {
        throw new ShellFailure("the Sallyport with home " + root + " belongs to another user");
      }
      throw new ShellFailure(
          "no Sallyport runs with home "
              + root
              + "; start it with bin/sallyport run --home "
              + root);
    }
  }

  /** A home with a long name has its socket elsewhere, and a file that tells where. */
  private static Path socket(Path home) throws IOException {
    Path pointer = home.resolve("run/shell.path");
    return Files.isRegularFile(pointer)
        ? Path.of(Files.readString(pointer).strip())
        : home.resolve("run/shell.sock");
  }

  /**
   * Runs a line to its end.
   *
   * @return its exit status
   * @throws ShellFailure if the instance hangs up
   */
  int run(String line, Style style, Output output) throws ShellFailure {
    var request = new JsonObject();
    request.addProperty("run", line);
    request.addProperty("width", style.width());
    request.addProperty("color", style.color());
    request.addProperty("cwd", cwd());
    send(request);
    while (true) {
      JsonObject answer = receive();
      if (answer.has("out")) {
        output.out(answer.get("out").getAsString());
      } else if (answer.has("err")) {
        output.err(answer.get("err").getAsString());
      } else if (answer.has("end")) {
        return answer.get("end").getAsInt();
      }
    }
  }

  /** Asks for candidates. */
  Completion complete(String line, int cursor) throws ShellFailure {
    var request = new JsonObject();
    request.addProperty("complete", line);
    request.addProperty("cursor", cursor);
    request.addProperty("cwd", cwd());
    send(request);
    while (true) {
      JsonObject answer = receive();
      if (answer.has("candidates")) {
        var candidates = new ArrayList<Candidate>();
        for (var element : answer.getAsJsonArray("candidates")) {
          var one = element.getAsJsonObject();
          candidates.add(
              new Candidate(one.get("value").getAsString(), one.get("doc").getAsString()));
        }
        return new Completion(answer.get("from").getAsInt(), candidates);
      }
    }
  }

  /** Interrupts the line that runs; any thread. */
  void interrupt() {
    var request = new JsonObject();
    request.addProperty("interrupt", true);
    try {
      send(request);
    } catch (ShellFailure e) {
      // Whoever waits for the line's end learns the same.
    }
  }

  private static String cwd() {
    return Path.of("").toAbsolutePath().toString();
  }

  private synchronized void send(JsonObject request) throws ShellFailure {
    ByteBuffer bytes = StandardCharsets.UTF_8.encode(request + "\n");
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      // It may have said why before it hung up: that is read, and told, by receive().
      if (!channel.isOpen()) {
        throw new ShellFailure("the connection is closed");
      }
    }
  }

  private JsonObject receive() throws ShellFailure {
    try {
      String line = lines.readLine();
      if (line == null) {
        throw new ShellFailure("Sallyport has hung up");
      }
      JsonObject answer = JsonParser.parseString(line).getAsJsonObject();
      if (answer.has("error")) {
        throw new ShellFailure("Sallyport refuses: " + answer.get("error").getAsString());
      }
      return answer;
    } catch (IOException e) {
      throw new ShellFailure("Sallyport has hung up");
    } catch (JsonParseException | IllegalStateException e) {
      throw new ShellFailure("what answers there is no Sallyport of this version");
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is of no use any more, however it ends.
    }
  }
}
