// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * One kind of measurement.
 *
 * @param name as {@code bench.only} has it
 * @param what for people
 * @param unit of the value
 * @param perUnit what the relay's CPU time is counted by, with the factor that makes it readable
 */
record Test(
    String name,
    String what,
    String unit,
    PerUnit perUnit,
    Job.Kind kind,
    int connections,
    boolean up,
    boolean down,
    int size) {

  /** CPU time of a relay by work done. */
  enum PerUnit {
    GIB("s/GiB", 1),
    CONNECTION("us/conn", 1e6),
    ROUND_TRIP("us/rt", 1e6),
    SESSION("us/session", 1e6);

    final String label;
    final double factor;

    PerUnit(String label, double factor) {
      this.label = label;
      this.factor = factor;
    }
  }

  /** As many as a relay with two descriptors per session can hold under a limit of 20,000. */
  static final int HELD = 9_900;

  static final Test IDLE =
      new Test(
          "idle",
          HELD + " sessions held",
          "held",
          PerUnit.SESSION,
          Job.Kind.HOLD,
          HELD,
          false,
          false,
          0);

  static final List<Test> TIMED =
      List.of(
          bulk("down1", "bulk down, 1 stream", 1, false, true),
          bulk("down16", "bulk down, 16 streams", 16, false, true),
          bulk("up1", "bulk up, 1 stream", 1, true, false),
          bulk("up16", "bulk up, 16 streams", 16, true, false),
          bulk("both4", "bulk both ways at once, 4 streams", 4, true, true),
          rate("rate", "connect and close, 16 in parallel", 0),
          rate("rate64", "connect, 64-byte echo, close, 16 in parallel", 64),
          ping("ping1", "64 bytes to and fro, 1 connection", 1, 64),
          ping("ping64", "512 bytes to and fro, 64 connections", 64, 512));

  static final List<Test> ALL = Stream.concat(TIMED.stream(), Stream.of(IDLE)).toList();

  private static Test bulk(String name, String what, int streams, boolean up, boolean down) {
    return new Test(name, what, "Gbit/s", PerUnit.GIB, Job.Kind.BULK, streams, up, down, 0);
  }

  private static Test rate(String name, String what, int size) {
    return new Test(
        name, what, "conn/s", PerUnit.CONNECTION, Job.Kind.RATE, 16, false, false, size);
  }

  private static Test ping(String name, String what, int connections, int size) {
    return new Test(
        name, what, "rt/s", PerUnit.ROUND_TRIP, Job.Kind.PING, connections, false, false, size);
  }

  boolean is(String other) {
    return name.equals(other);
  }

  boolean bulk() {
    return kind == Job.Kind.BULK;
  }

  /**
   * Whether a connection is over when the relay has said yes. Who has nothing to say cannot be
   * measured so: the load would run ahead of the target until the queue of that is full.
   */
  boolean endsWithConsent() {
    return kind == Job.Kind.RATE && size == 0;
  }

  Job job(double seconds, List<Integer> targets) {
    return new Job(kind, connections, up, down, size, seconds, false, 0, targets);
  }
}
