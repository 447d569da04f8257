// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Connect, ask, perhaps one echo, close; over and over, so many in parallel. The latency is from
 * the beginning of connecting to the first byte back, or without an echo to the relay's consent.
 */
final class RateRun {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** After so many failures a worker gives up. */
  private static final int ENOUGH = 100;

  private final Job job;
  private final AtomicLong all = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();
  private final long counts;
  private final long ends;

  RateRun(Job job) {
    this.job = job;
    counts = System.nanoTime() + (long) (Job.LEAD_SECONDS * 1e9);
    ends = counts + (long) (job.seconds() * 1e9);
  }

  Outcome run() throws InterruptedException {
    var crew = new Crew();
    var samples = new ArrayList<Samples>();
    for (int i = 0; i < job.connections(); i++) {
      var own = new Samples();
      samples.add(own);
      crew.start(i, seat -> work(seat, own));
    }
    crew.await(Duration.ofNanos(ends - System.nanoTime()).plus(PATIENCE));
    var good = Samples.all(samples);
    return new Outcome(
        good.count() / job.seconds(),
        all.get(),
        good.micros(0.5),
        good.micros(0.99),
        good.micros(0.999),
        wrong.get(),
        crew.failures());
  }

  private void work(Crew.Seat seat, Samples samples) throws IOException {
    var connector = new Connector(job);
    var buffer = ByteBuffer.allocateDirect(Greeting.LENGTH + job.size());
    var pattern = new Pattern();
    int failures = 0;
    for (int i = seat.number; ; i++) {
      long begin = System.nanoTime();
      if (begin - ends >= 0) {
        return;
      }
      try (var channel = connector.open(i, seat::on)) {
        if (job.size() > 0) {
          new Greeting(Greeting.Service.ECHO, 0, 0).put(buffer.clear());
          channel.write(buffer.put(pattern.at(i, job.size())).flip());
          Connector.fill(channel, buffer.clear().limit(job.size()));
          wrong.addAndGet(pattern.wrong(buffer, i));
        }
        long end = System.nanoTime();
        all.incrementAndGet();
        if (begin - counts >= 0 && end - ends <= 0) {
          samples.add(end - begin);
        }
      } catch (IOException e) {
        if (++failures == ENOUGH || System.nanoTime() - ends >= 0) {
          throw e;
        }
        seat.failed(e);
      }
    }
  }
}
