// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The shell's own socket, spoken to without the client: lines of JSON, as the package {@code
 * io.sallyport.shell.internal.server} describes them. What a terminal of a given width sees.
 */
public final class ShellSocket {

  private ShellSocket() {}

  /** Takes what a command prints, piece by piece. */
  @FunctionalInterface
  public interface Listener {
    /** False if it has seen enough: then the command is interrupted. */
    boolean more(String out) throws Exception;
  }

  /** Runs a command that has no end until its listener has seen enough; its exit status. */
  public static int watch(Home home, String line, Listener listener) throws Exception {
    var request = new JsonObject();
    request.addProperty("run", line);
    request.addProperty("width", 100);
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(home.root().resolve("run/shell.sock")));
      channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
      var answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      boolean more = true;
      for (String answer; (answer = answers.readLine()) != null; ) {
        var said = JsonParser.parseString(answer).getAsJsonObject();
        if (said.has("end")) {
          return said.get("end").getAsInt();
        }
        if (more && said.has("out") && !listener.more(said.get("out").getAsString())) {
          more = false;
          channel.write(
              ByteBuffer.wrap("{\"interrupt\": true}\n".getBytes(StandardCharsets.UTF_8)));
        }
      }
      throw new EOFException("the shell hung up");
    }
  }

  /** Runs one line of commands for a terminal so many characters wide. */
  public static Run run(Home home, String line, int width) throws IOException {
    var request = new JsonObject();
    request.addProperty("run", line);
    request.addProperty("width", width);
    request.addProperty("color", false);
    try (var channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(home.root().resolve("run/shell.sock")));
      channel.write(ByteBuffer.wrap((request + "\n").getBytes(StandardCharsets.UTF_8)));
      var answers = new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
      var out = new StringBuilder();
      var err = new StringBuilder();
      for (String answer; (answer = answers.readLine()) != null; ) {
        var said = JsonParser.parseString(answer).getAsJsonObject();
        if (said.has("out")) {
          out.append(said.get("out").getAsString());
        } else if (said.has("err")) {
          err.append(said.get("err").getAsString());
        } else if (said.has("end")) {
          return new Run(said.get("end").getAsInt(), out.toString(), err.toString());
        } else {
          throw new IOException("the shell answers " + answer);
        }
      }
      throw new EOFException("the shell hung up: " + out + err);
    }
  }
}
