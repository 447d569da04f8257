// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A long line on loopback: bytes arrive so much later than they were sent, in each direction, in
 * order and at any rate. The kernel's own handshake cannot be held up from here, so that what a
 * client sends first counts as sent one round trip after it connected, when it could have been.
 */
public final class DelayRelay implements AutoCloseable {

  private static final int CHUNK = 16 * 1024;

  private final ByteServer server;
  private final long delay;
  private final int target;

  /**
   * What is on its way.
   *
   * @param due when it arrives, by {@link System#nanoTime}
   * @param bytes none at the end
   */
  private record Parcel(long due, byte[] bytes) {}

  /** To a port of this machine, so far away one way. */
  public DelayRelay(int target, Duration oneWay) throws IOException {
    this.target = target;
    this.delay = oneWay.toNanos();
    this.server = ByteServer.start(this::serve);
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return server.port();
  }

  /** Connections now. */
  public int open() {
    return server.open();
  }

  private void serve(Socket near) throws Exception {
    long established = System.nanoTime() + 2 * delay;
    near.setSoTimeout(0);
    try (var far = new Socket("127.0.0.1", target)) {
      far.setTcpNoDelay(true);
      var back = Thread.ofVirtual().start(() -> carry(far, near, System.nanoTime()));
      carry(near, far, established);
      back.join();
    }
  }

  private void carry(Socket from, Socket to, long notBefore) {
    var underWay = new LinkedBlockingQueue<Parcel>();
    var arriving = Thread.ofVirtual().start(() -> arrive(underWay, to));
    byte[] chunk = new byte[CHUNK];
    try {
      for (int got; (got = from.getInputStream().read(chunk)) >= 0; ) {
        underWay.add(new Parcel(due(notBefore), java.util.Arrays.copyOf(chunk, got)));
      }
    } catch (IOException e) {
      assert !from.isConnected() || from.isBound(); // a reset arrives as an end
    }
    underWay.add(new Parcel(due(notBefore), new byte[0]));
    try {
      arriving.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long due(long notBefore) {
    return Math.max(System.nanoTime(), notBefore) + delay;
  }

  private static void arrive(BlockingQueue<Parcel> underWay, Socket to) {
    try {
      while (true) {
        var parcel = underWay.take();
        for (long left; (left = parcel.due() - System.nanoTime()) > 0; ) {
          LockSupport.parkNanos(left);
        }
        if (parcel.bytes().length == 0) {
          to.shutdownOutput();
          return;
        }
        to.getOutputStream().write(parcel.bytes());
      }
    } catch (IOException e) {
      assert to.isBound(); // nobody is there to receive it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
