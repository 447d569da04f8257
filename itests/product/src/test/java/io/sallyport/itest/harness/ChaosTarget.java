// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A SOCKS5 server that is its own destination, strict to the bit: it serves {@code s000042.HOST} to
 * those who log in, and what it sends and expects there follows from the number alone. So one byte
 * of another session is found as surely as one that is damaged.
 */
public final class ChaosTarget implements AutoCloseable {

  /** What follows the number and a dot in names. */
  public static final String HOST = "chaos.test";

  /** The one port. */
  public static final int PORT = 4711;

  /** The one user. */
  public static final String USER = "gate";

  /** The password of the user. */
  public static final String PASSWORD = "chaotic";

  private static final int MOST = 40_000;
  private static final byte[] GRANTED = {5, 0, 0, 1, 127, 0, 0, 1, 0x12, 0x67};

  private final ByteServer server;
  private final Map<Integer, List<Integer>> sources = new ConcurrentHashMap<>();
  private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
  private final Map<Integer, Long> arrived = new ConcurrentHashMap<>();
  private final AtomicInteger granted = new AtomicInteger();

  /** Starts it. */
  public ChaosTarget() throws IOException {
    server = ByteServer.start(this::serve);
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return server.port();
  }

  /** Connections now. */
  public int open() {
    return server.open();
  }

  /** How many requests it has granted. */
  public int granted() {
    return granted.get();
  }

  /** From which ports session so-and-so was asked for. */
  public List<Integer> sources(int session) {
    return sources.getOrDefault(session, List.of());
  }

  /**
   * How many bytes of a session it got before their orderly end, all of them right; 0 if the end
   * was another, null as long as there was none.
   */
  public @Nullable Long arrived(int session) {
    return arrived.get(session);
  }

  /** What it got that was never sent so. */
  public Queue<String> wrong() {
    return wrong;
  }

  /** The name of a session. */
  public static String name(int session) {
    return "s%06d.%s".formatted(session, HOST);
  }

  /** How many bytes its client sends, of the pattern with its number. */
  public static int upLength(int session) {
    return Math.floorMod(session * 0x9E3779B1, MOST);
  }

  /** How many bytes the server sends, of the pattern {@link #downSeed}. */
  public static int downLength(int session) {
    return Math.floorMod(session * 0x85EBCA77, MOST);
  }

  /** The seed of what the server sends. */
  public static long downSeed(int session) {
    return 1_000_000L + session;
  }

  private void serve(Socket socket) throws Exception {
    var in = new DataInputStream(socket.getInputStream());
    var out = socket.getOutputStream();
    if (in.readUnsignedByte() != 5 || !offersPassword(in)) {
      return;
    }
    out.write(new byte[] {5, 2});
    boolean good = in.readUnsignedByte() == 1;
    good &= text(in).equals(USER);
    good &= text(in).equals(PASSWORD);
    out.write(new byte[] {1, (byte) (good ? 0 : 1)});
    if (!good || !Arrays.equals(in.readNBytes(4), new byte[] {5, 1, 0, 3})) {
      return;
    }
    var name = text(in);
    if (in.readUnsignedShort() != PORT || !name.matches("s[0-9]{6}\\." + HOST)) {
      return;
    }
    int session = Integer.parseInt(name.substring(1, 7));
    sources.merge(
        session,
        List.of(socket.getPort()),
        (old, more) -> java.util.stream.Stream.concat(old.stream(), more.stream()).toList());
    granted.incrementAndGet();
    out.write(GRANTED);
    exchange(socket, session);
  }

  private static boolean offersPassword(DataInputStream in) throws IOException {
    boolean offers = false;
    for (byte method : in.readNBytes(in.readUnsignedByte())) {
      offers |= method == 2;
    }
    return offers;
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.ISO_8859_1);
  }

  private void exchange(Socket socket, int session) throws Exception {
    var sending =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    Pattern.write(socket.getOutputStream(), downSeed(session), downLength(session));
                    socket.shutdownOutput();
                  } catch (IOException e) {
                    // The session was cut; its client tells how much of this it has got.
                    assert socket.isBound();
                  }
                });
    long got = 0;
    try {
      got = Pattern.checkToEnd(socket.getInputStream(), session);
      if (got > upLength(session)) {
        wrong.add("session " + session + ": " + got + " of " + upLength(session) + " bytes");
      }
    } catch (AssertionError e) {
      wrong.add("session " + session + ": " + e.getMessage());
    } finally {
      arrived.put(session, got);
    }
    sending.join();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
