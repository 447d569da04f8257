// SPDX-License-Identifier: Apache-2.0
package io.sallyport.itest.harness;

import io.sallyport.itest.harness.Fault.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;

/**
 * A TCP relay on loopback that does harm as it is told: each connection has a list of faults, and
 * what has really happened is counted and remembered by the ports of both of its sides.
 */
public final class ChaosRelay implements AutoCloseable {

  private static final int CHUNK = 8192;

  private final ByteServer server;
  private final int target;
  private final IntFunction<List<Fault>> plan;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Kind, AtomicLong> counts = new EnumMap<>(Kind.class);
  private final Map<Integer, Queue<Fault>> byClient = new ConcurrentHashMap<>();
  private final Map<Integer, Queue<Fault>> bySource = new ConcurrentHashMap<>();

  /**
   * A relay to a port of 127.0.0.1.
   *
   * @param plan the faults of the connection with this number, from 0; any order
   */
  public ChaosRelay(int target, IntFunction<List<Fault>> plan) throws IOException {
    this.target = target;
    this.plan = plan;
    for (var kind : Kind.values()) {
      counts.put(kind, new AtomicLong());
    }
    server = ByteServer.start(this::serve);
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return server.port();
  }

  /** How many have happened, of a kind. */
  public long count(Kind kind) {
    var count = counts.get(kind);
    return count == null ? 0 : count.get();
  }

  /** What has happened to the connection from this port of a client. */
  public List<Fault> ofClient(int port) {
    return List.copyOf(byClient.getOrDefault(port, new ConcurrentLinkedQueue<>()));
  }

  /** What has happened to the connection that the target sees coming from this port. */
  public List<Fault> ofSource(int port) {
    return List.copyOf(bySource.getOrDefault(port, new ConcurrentLinkedQueue<>()));
  }

  private void serve(Socket client) throws Exception {
    var faults = plan.apply(numbers.getAndIncrement());
    try (var far = new Socket("127.0.0.1", target)) {
      far.setTcpNoDelay(true);
      var happened = new ConcurrentLinkedQueue<Fault>();
      byClient.put(client.getPort(), happened);
      bySource.put(far.getLocalPort(), happened);
      var link = new Link(client, far, happened, new CountDownLatch(2));
      Thread.ofVirtual().start(() -> link.pump(true, faults));
      link.pump(false, faults);
      link.done.await();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** One connection and the two that carry its directions. */
  private final class Link {

    private final Socket client;
    private final Socket far;
    private final Queue<Fault> happened;
    private final CountDownLatch done;

    Link(Socket client, Socket far, Queue<Fault> happened, CountDownLatch done) {
      this.client = client;
      this.far = far;
      this.happened = happened;
      this.done = done;
    }

    void pump(boolean up, List<Fault> all) {
      var mine =
          all.stream()
              .filter(fault -> fault.up() == up)
              .sorted((one, other) -> Integer.compare(one.at(), other.at()))
              .toList();
      try {
        carry(up ? client : far, up ? far : client, mine);
      } catch (IOException e) {
        cut(false); // one side has gone: the other learns it
      } finally {
        done.countDown();
      }
    }

    private void carry(Socket from, Socket to, List<Fault> faults) throws IOException {
      byte[] chunk = new byte[CHUNK];
      var out = to.getOutputStream();
      int position = 0;
      int next = 0;
      int slice = 0;
      for (int got; (got = from.getInputStream().read(chunk)) >= 0; position += got) {
        int written = 0;
        while (next < faults.size() && faults.get(next).at() < position + got) {
          var fault = faults.get(next++);
          int until = Math.max(written, fault.at() - position);
          slice = write(out, chunk, written, until, slice);
          written = until;
          note(fault);
          switch (fault.kind()) {
            case DELAY -> LockSupport.parkNanos(fault.amount() * 1_000_000L);
            case SLICE -> slice += fault.amount();
            case CORRUPT -> chunk[written] ^= (byte) fault.amount();
            case STALL -> {
              from.getInputStream().transferTo(OutputStream.nullOutputStream());
              cut(false); // whoever sent into the void has given up
              return;
            }
            case RESET -> {
              cut(true);
              return;
            }
            case CUT -> {
              cut(false);
              return;
            }
            case HALF_CLOSE -> {
              to.shutdownOutput();
              from.getInputStream().transferTo(OutputStream.nullOutputStream());
              return;
            }
          }
        }
        slice = write(out, chunk, written, got, slice);
      }
      to.shutdownOutput();
    }

    private int write(OutputStream out, byte[] chunk, int from, int until, int slice)
        throws IOException {
      int at = from;
      int left = slice;
      for (; at < until && left > 0; at++, left--) {
        out.write(chunk, at, 1);
      }
      out.write(chunk, at, until - at);
      return left;
    }

    private void note(Fault fault) {
      happened.add(fault);
      var count = counts.get(fault.kind());
      if (count != null) {
        count.incrementAndGet();
      }
    }

    private void cut(boolean reset) {
      for (var socket : new Socket[] {client, far}) {
        try {
          if (reset) {
            socket.setSoLinger(true, 0);
          }
          socket.close();
        } catch (IOException e) {
          assert socket.isClosed();
        }
      }
    }
  }
}
