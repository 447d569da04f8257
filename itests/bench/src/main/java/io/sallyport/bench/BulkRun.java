// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Streams that run for a time, up, down or both at once. What comes down is compared here, what
 * goes up at the target, which is asked over a connection of its own, before the window, after it,
 * and at last until everything that was sent has arrived. No half-close is needed, since not every
 * relay knows that.
 */
final class BulkRun {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final double BITS_PER_BYTE_NANO = 8.0;

  private final Job job;
  private final int id;
  private final Crew senders = new Crew();
  private final Crew receivers = new Crew();
  private final CountDownLatch connected;
  private final List<SocketChannel> channels = new ArrayList<>();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();
  private volatile boolean stopSending;
  private volatile boolean stopReceiving;

  BulkRun(Job job, int id) {
    this.job = job;
    this.id = id;
    connected = new CountDownLatch(job.connections());
  }

  Outcome run() throws IOException, InterruptedException {
    try (var teller = teller()) {
      for (int i = 0; i < job.connections(); i++) {
        (job.down() ? receivers : senders).start(i, this::connect);
      }
      boolean all = connected.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
      LockSupport.parkNanos((long) (Job.LEAD_SECONDS * 1e9));
      long downBefore = received.get();
      var before = ask(teller);
      LockSupport.parkNanos((long) (job.seconds() * 1e9));
      var after = ask(teller);
      long downAfter = received.get();
      stopSending = true;
      senders.await(PATIENCE);
      var end = job.up() ? arrived(teller) : after;
      stopReceiving = true;
      receivers.await(PATIENCE);
      if (!all && senders.failures().isEmpty() && receivers.failures().isEmpty()) {
        senders.failed("not connected in time");
      }
      long bytes = after.bytes() - before.bytes() + downAfter - downBefore;
      return new Outcome(
          bytes * BITS_PER_BYTE_NANO / (after.nanos() - before.nanos()),
          (end.bytes() + received.get()) / (double) (1 << 30),
          0,
          0,
          0,
          wrong.get() + end.wrong(),
          Failures.sum(senders.failures(), receivers.failures()));
    } finally {
      close();
    }
  }

  private SocketChannel teller() throws IOException {
    var channel = SocketChannel.open(Connector.loopback(job.target(0)));
    var greeting = ByteBuffer.allocate(Greeting.LENGTH);
    new Greeting(Greeting.Service.TALLY, id, 0).put(greeting);
    channel.write(greeting.flip());
    return channel;
  }

  private static Tally ask(SocketChannel teller) throws IOException {
    teller.write(ByteBuffer.allocate(1));
    var answer = ByteBuffer.allocate(Tally.LENGTH);
    Connector.fill(teller, answer);
    return Tally.take(answer);
  }

  /** Waits until the target has what was sent, or until nothing more comes. */
  private Tally arrived(SocketChannel teller) throws IOException {
    var last = ask(teller);
    long moved = System.nanoTime();
    while (last.bytes() < sent.get()) {
      LockSupport.parkNanos(2_000_000);
      var now = ask(teller);
      if (now.bytes() > last.bytes()) {
        moved = System.nanoTime();
      } else if (System.nanoTime() - moved > PATIENCE.toNanos()) {
        senders.failed((sent.get() - now.bytes()) + " bytes lost");
        return now;
      }
      last = now;
    }
    return last;
  }

  /** Opens a stream, and stays with it in one direction; another thread takes the other. */
  private void connect(Crew.Seat seat) throws IOException {
    var channel = open(seat);
    synchronized (channels) {
      channels.add(channel);
    }
    connected.countDown();
    if (!job.down()) {
      send(channel, seat.number);
      return;
    }
    if (job.up()) {
      senders.start(
          seat.number,
          other -> {
            other.on(channel);
            send(channel, other.number);
          });
    }
    receive(channel, seat.number);
  }

  private SocketChannel open(Crew.Seat seat) throws IOException {
    var channel = new Connector(job).open(seat.number, seat::on);
    var service =
        !job.up()
            ? Greeting.Service.SOURCE
            : job.down() ? Greeting.Service.DUPLEX : Greeting.Service.SINK;
    var greeting = ByteBuffer.allocate(Greeting.LENGTH);
    new Greeting(service, id, seat.number).put(greeting);
    channel.write(greeting.flip());
    return channel;
  }

  private void send(SocketChannel channel, int stream) throws IOException {
    var pattern = new Pattern();
    long position = Pattern.start(stream);
    while (!stopSending) {
      int n = channel.write(pattern.at(position, Pattern.CHUNK));
      position += n;
      sent.addAndGet(n);
    }
  }

  private void receive(SocketChannel channel, int stream) throws IOException {
    var pattern = new Pattern();
    var buffer = ByteBuffer.allocateDirect(Pattern.CHUNK);
    long position = Pattern.start(stream);
    while (!stopReceiving) {
      int n = channel.read(buffer.clear());
      if (n < 0) {
        throw new EOFException("ended early");
      }
      long bad = pattern.wrong(buffer.flip(), position);
      if (bad != 0) {
        wrong.addAndGet(bad);
      }
      position += n;
      received.addAndGet(n);
    }
  }

  /** Only at the very end: an RST overtakes what the relay still carries. */
  private void close() throws IOException {
    synchronized (channels) {
      for (var channel : channels) {
        channel.close();
      }
    }
  }
}
