// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.tor.network;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A connection to a node's control port, as much of the protocol as the tests need. */
public final class TorControl implements AutoCloseable {

  private static final int DEADLINE_MILLIS = 10_000;

  private final Socket socket = new Socket();
  private final BufferedReader in;

  /** Connects and authenticates by the cookie in the node's data directory. */
  public TorControl(int port, Path data) throws IOException {
    try {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), DEADLINE_MILLIS);
      socket.setSoTimeout(DEADLINE_MILLIS);
      in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
      var cookie = Files.readAllBytes(data.resolve("control_auth_cookie"));
      command("AUTHENTICATE " + HexFormat.of().formatHex(cookie));
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * One command; its reply lines with their codes.
   *
   * @throws IOException where the node refuses
   */
  public List<String> command(String line) throws IOException {
    socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    var reply = new ArrayList<String>();
    while (true) {
      var got = next();
      reply.add(got);
      char kind = got.length() > 3 ? got.charAt(3) : ' ';
      if (kind == '+') {
        for (var data = next(); !data.equals("."); data = next()) {
          reply.add(data);
        }
      } else if (kind == ' ') {
        if (got.charAt(0) != '2') {
          throw new IOException(line.split(" ", 2)[0] + " was answered with " + got);
        }
        return reply;
      }
    }
  }

  /** How far the node's own bootstrap is; 100 is all. */
  public boolean bootstrapped() throws IOException {
    return command("GETINFO status/bootstrap-phase").getFirst().contains("PROGRESS=100");
  }

  private String next() throws IOException {
    var line = in.readLine();
    if (line == null) {
      throw new EOFException("the control port closed");
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
