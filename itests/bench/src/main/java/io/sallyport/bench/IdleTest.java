// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** How much memory sessions take that are open and silent, and whether they still work after. */
final class IdleTest {

  /** How long a just-in-time compiler is given work before its memory is the baseline. */
  static final double WARM_SECONDS = 3;

  private static final double KIB_PER_MIB = 1024;

  private final Measuring measuring;

  IdleTest(Measuring measuring) {
    this.measuring = measuring;
  }

  /** On a relay that was started for this. */
  Memory run(RunningRelay relay) throws IOException {
    if (relay.relay() instanceof Sallyport) {
      // Otherwise what the JVM compiles while sessions open would be counted as theirs.
      for (var test : Test.TIMED) {
        if (test.kind() == Job.Kind.RATE) {
          measuring.once(relay, test.job(WARM_SECONDS / 2, measuring.targets()));
        }
      }
      LockSupport.parkNanos(500_000_000);
    }
    var tree = relay.tree();
    double rss = tree.rssKib();
    double pss = tree.pssKib();
    var job = Test.IDLE.job(0, measuring.targets());
    var held = measuring.once(relay, job);
    LockSupport.parkNanos(500_000_000);
    double rssHeld = tree.rssKib();
    double pssHeld = tree.pssKib();
    int processes = tree.processes();
    var probed = measuring.once(relay, of(job, Job.Kind.PROBE)).outcome();
    measuring.once(relay, of(job, Job.Kind.RELEASE));
    var outcome = held.outcome();
    double sessions = Math.max(1, outcome.value());
    return new Memory(
        relay.relay().name(),
        job.connections(),
        (int) outcome.value(),
        (int) probed.value(),
        outcome.units(),
        (rssHeld - rss) / sessions,
        (pssHeld - pss) / sessions,
        pssHeld / KIB_PER_MIB,
        processes,
        held.cpuSeconds() / sessions * 1e6,
        Failures.sum(outcome.failures(), probed.failures()));
  }

  private static Job of(Job job, Job.Kind kind) {
    return new Job(
        kind,
        job.connections(),
        false,
        false,
        job.size(),
        job.seconds(),
        job.socks(),
        job.port(),
        job.targets());
  }
}
