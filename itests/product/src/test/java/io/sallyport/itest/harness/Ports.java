// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free ports below 32768: above it the kernel takes ports for outgoing connections, and one of them
 * would one day be the port that a test wants to listen on.
 */
public final class Ports {

  private static final int FIRST = 20_000;
  private static final int COUNT = 12_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

  private Ports() {}

  /** A port on which nothing listens, given out once. */
  public static int free() {
    for (int tries = 0; tries < COUNT; tries++) {
      int port = FIRST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
      try (var probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(port));
        return port;
      } catch (IOException e) {
        continue; // taken: the next one
      }
    }
    throw new IllegalStateException("no free port from " + FIRST + " to " + (FIRST + COUNT));
  }

  /** Whether a TCP connection to a loopback port is accepted. */
  public static boolean accepts(int port) {
    try (var socket = new java.net.Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
