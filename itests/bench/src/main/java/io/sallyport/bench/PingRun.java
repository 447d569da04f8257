// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that go to and fro, one at a time on each connection. One connection blocks; of several
 * one thread selects.
 */
final class PingRun {

  private static final long PATIENCE_MILLIS = 5000;

  private final Job job;
  private final Pattern pattern = new Pattern();
  private final ByteBuffer buffer;
  private final Samples samples = new Samples();
  private final List<SocketChannel> channels = new ArrayList<>();
  private long counts;
  private long ends;
  private long trips;
  private long wrong;

  PingRun(Job job) {
    this.job = job;
    buffer = ByteBuffer.allocateDirect(job.size());
  }

  private final class Ball {
    final SocketChannel channel;
    long thrown;
    long position;
    int back;

    Ball(SocketChannel channel) {
      this.channel = channel;
    }

    void put() throws IOException {
      thrown = System.nanoTime();
      back = 0;
      position = trips;
      // Fits the socket's buffer: the one before it has come back.
      channel.write(pattern.at(position, job.size()));
    }

    /** Takes what is there; whether the message is back. */
    boolean get() throws IOException {
      int n = channel.read(buffer.clear().limit(job.size() - back));
      if (n < 0) {
        throw new EOFException("ended early");
      }
      wrong += pattern.wrong(buffer.flip(), position + back);
      back += n;
      return back == job.size();
    }
  }

  Outcome run() throws InterruptedException {
    var crew = new Crew();
    crew.start(0, seat -> play(seat));
    crew.await(
        Duration.ofMillis(PATIENCE_MILLIS + (long) ((job.seconds() + Job.LEAD_SECONDS) * 1000)));
    var sorted = Samples.all(List.of(samples));
    return new Outcome(
        sorted.count() / job.seconds(),
        trips,
        sorted.micros(0.5),
        sorted.micros(0.99),
        sorted.micros(0.999),
        wrong,
        crew.failures());
  }

  private void play(Crew.Seat seat) throws IOException {
    var connector = new Connector(job);
    try {
      var greeting = ByteBuffer.allocate(Greeting.LENGTH);
      for (int i = 0; i < job.connections(); i++) {
        var channel = connector.open(i, seat::on);
        channels.add(channel);
        new Greeting(Greeting.Service.ECHO, 0, 0).put(greeting.clear());
        channel.write(greeting.flip());
      }
      counts = System.nanoTime() + (long) (Job.LEAD_SECONDS * 1e9);
      ends = counts + (long) (job.seconds() * 1e9);
      if (channels.size() == 1) {
        alone(channels.getFirst());
      } else {
        many();
      }
    } finally {
      for (var channel : channels) {
        channel.close();
      }
    }
  }

  private void alone(SocketChannel channel) throws IOException {
    while (System.nanoTime() - ends < 0) {
      long position = trips;
      long begin = System.nanoTime();
      channel.write(pattern.at(position, job.size()));
      Connector.fill(channel, buffer.clear());
      arrived(begin);
      wrong += pattern.wrong(buffer, position);
    }
  }

  private void many() throws IOException {
    try (var selector = Selector.open()) {
      for (var channel : channels) {
        channel.configureBlocking(false);
        var ball = new Ball(channel);
        channel.register(selector, SelectionKey.OP_READ, ball);
        ball.put();
      }
      var failed = new ArrayList<IOException>(1);
      while (System.nanoTime() - ends < 0 && failed.isEmpty()) {
        if (selector.select(key -> caught(key, failed), PATIENCE_MILLIS) == 0) {
          throw new IOException("stalled");
        }
      }
      if (!failed.isEmpty()) {
        throw failed.getFirst();
      }
    }
  }

  private void caught(SelectionKey key, List<IOException> failed) {
    try {
      if (key.attachment() instanceof Ball ball && ball.get()) {
        arrived(ball.thrown);
        ball.put();
      }
    } catch (IOException e) {
      failed.add(e);
    }
  }

  private void arrived(long begin) {
    trips++;
    long end = System.nanoTime();
    if (begin - counts >= 0 && end - ends <= 0) {
      samples.add(end - begin);
    }
  }
}
