// SPDX-License-Identifier: Apache-2.0
package io.sallyport.bench.attach;

import java.util.List;
import java.util.Optional;

/**
 * One kind of measurement.
 *
 * @param name as {@code bench.attach} has it
 * @param unit of the value
 * @param iperf words for iperf3; empty for what the {@link Caller} does
 * @param cpuUnit what CPU time is counted by
 * @param cpuFactor from seconds per unit of work to {@code cpuUnit}
 */
record Measure(
    String name,
    String what,
    String unit,
    Optional<List<String>> iperf,
    boolean udp,
    String cpuUnit,
    double cpuFactor) {

  static final List<Measure> ALL =
      List.of(
          bulk("up1", "bulk up, 1 stream"),
          bulk("down1", "bulk down, 1 stream", "-R"),
          bulk("up8", "bulk up, 8 streams", "-P", "8"),
          bulk("down8", "bulk down, 8 streams", "-P", "8", "-R"),
          call("rate", "connect, 64 bytes and back, close; 50 in parallel", "conn/s", false),
          datagrams("udp-up", "datagrams of 64 bytes up, as many as get through"),
          datagrams("udp-down", "datagrams of 64 bytes down, as many as get through", "-R"),
          call("trip", "64 bytes to and fro, 1 connection", "rt/s", false),
          call("udp-trip", "64 bytes to and fro by datagrams", "rt/s", true));

  private static Measure bulk(String name, String what, String... words) {
    return new Measure(name, what, "Gbit/s", Optional.of(List.of(words)), false, "s/Gbit", 1e9);
  }

  private static Measure datagrams(String name, String what, String... words) {
    var all = new java.util.ArrayList<>(List.of("-u", "-b", "0", "-l", "64"));
    all.addAll(List.of(words));
    return new Measure(name, what, "kpkt/s", Optional.of(List.copyOf(all)), true, "us/pkt", 1e6);
  }

  private static Measure call(String name, String what, String unit, boolean udp) {
    return new Measure(
        name, what, unit, Optional.empty(), udp, "us/" + unit.replace("/s", ""), 1e6);
  }

  boolean inBulk() {
    return unit.equals("Gbit/s");
  }

  /** The least part of the kernel's figure that a way of capturing is to reach; 0 for none. */
  double mark(String type) {
    if (name.equals("rate")) {
      return type.equals("tproxy") ? 0.6 : 0;
    }
    if (!inBulk()) {
      return 0;
    }
    return switch (type) {
      case "tproxy" -> name.endsWith("1") ? 0.6 : 0.5;
      case "tun" -> 0.4;
      default -> 0;
    };
  }
}
