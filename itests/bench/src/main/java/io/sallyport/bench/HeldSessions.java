// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Sessions that are opened, kept without traffic, asked once for an echo, and ended. */
final class HeldSessions {

  private static final int WORKERS = 32;
  private static final int PROBE = 32;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<SocketChannel> sessions = new ArrayList<>();

  Outcome hold(Job job) throws InterruptedException {
    var next = new AtomicInteger();
    long begin = System.nanoTime();
    var failures =
        share(
            seat -> {
              var connector = new Connector(job);
              var greeting = ByteBuffer.allocateDirect(Greeting.LENGTH);
              int failed = 0;
              for (int i = next.getAndIncrement();
                  i < job.connections();
                  i = next.getAndIncrement()) {
                try {
                  var channel = connector.open(i, seat::on);
                  new Greeting(Greeting.Service.ECHO, 0, 0).put(greeting.clear());
                  channel.write(greeting.flip());
                  synchronized (sessions) {
                    sessions.add(channel);
                  }
                } catch (IOException e) {
                  seat.failed(e);
                  if (++failed == 10) {
                    return;
                  }
                }
              }
            });
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Outcome(sessions.size(), sessions.size() / seconds, 0, 0, 0, 0, failures);
  }

  Outcome probe() throws InterruptedException {
    var next = new AtomicInteger();
    var answered = new AtomicInteger();
    var wrong = new AtomicLong();
    var failures =
        share(
            seat -> {
              var pattern = new Pattern();
              var buffer = ByteBuffer.allocateDirect(PROBE);
              for (int i = next.getAndIncrement();
                  i < sessions.size();
                  i = next.getAndIncrement()) {
                try {
                  var channel = sessions.get(i);
                  seat.on(channel);
                  channel.write(pattern.at(i, PROBE));
                  Connector.fill(channel, buffer.clear());
                  wrong.addAndGet(pattern.wrong(buffer, i));
                  answered.incrementAndGet();
                } catch (IOException e) {
                  seat.failed(e);
                }
              }
            });
    return new Outcome(answered.get(), 0, 0, 0, 0, wrong.get(), failures);
  }

  Outcome release() throws IOException {
    for (var channel : sessions) {
      channel.close();
    }
    sessions.clear();
    return new Outcome(0, 0, 0, 0, 0, 0, Map.of());
  }

  private static Map<String, Integer> share(Crew.Work work) throws InterruptedException {
    var crew = new Crew();
    for (int i = 0; i < WORKERS; i++) {
      crew.start(i, work);
    }
    crew.await(PATIENCE);
    return crew.failures();
  }
}
