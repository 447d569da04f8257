// SPDX-License-Identifier: Apache-2.0
package io.sallyport.group.internal;

import io.sallyport.api.config.Key;
import java.time.Duration;
import java.util.List;

/** The keys of groups: sing-box's names where it has them, else mihomo's in snake case. */
final class GroupKeys {

  static final Key<List<String>> OUTBOUNDS =
      Key.strings("outbounds", "tags of the members, in order").asRequired();
  static final Key<Boolean> INTERRUPT =
      Key.bool(
              "interrupt_exist_connections",
              "close the streams that go by another member when the chosen one changes")
          .or("false");
  static final Key<Duration> CONNECT_TIMEOUT =
      Key.duration("connect_timeout", "how long a dial may take, over all members").or("10s");

  static final Key<String> DEFAULT =
      Key.string("default", "member that is used until one is selected; the first unless said");

  static final Key<String> STRATEGY =
      Key.string(
              "strategy",
              "round-robin, least-connections, consistent-hashing (by destination host) or"
                  + " sticky-sessions (by source and destination host)")
          .or("round-robin");

  static final Key<String> URL =
      Key.string("url", "what probes ask for by HTTP; without it nothing is probed");
  static final Key<Duration> INTERVAL =
      Key.duration("interval", "from probe to probe, give or take a tenth").or("3m");
  static final Key<Duration> TIMEOUT = Key.duration("timeout", "of one probe").or("5s");
  static final Key<Duration> IDLE_TIMEOUT =
      Key.duration("idle_timeout", "lazy probing stops after so long without a flow").or("30m");
  static final Key<Boolean> LAZY = Key.bool("lazy", "probe only while flows come").or("true");
  static final Key<Integer> TOLERANCE =
      Key.integer("tolerance", "milliseconds by which another must be faster to be taken", 0, 65535)
          .or("50");
  static final Key<Integer> MAX_FAILED_TIMES =
      Key.integer("max_failed_times", "failures in a row after which a member rests", 1, 1000)
          .or("3");

  private static final List<Key<?>> COMMON = List.of(OUTBOUNDS, INTERRUPT, CONNECT_TIMEOUT);
  private static final List<Key<?>> HEALTH =
      List.of(URL, INTERVAL, TIMEOUT, IDLE_TIMEOUT, MAX_FAILED_TIMES);

  private GroupKeys() {}

  static List<Key<?>> of(Kind kind) {
    return switch (kind) {
      case SELECTOR -> join(List.of(COMMON, List.of(DEFAULT)));
      case URLTEST -> join(List.of(COMMON, HEALTH, List.of(TOLERANCE)));
      case FALLBACK -> join(List.of(COMMON, HEALTH, List.of(LAZY)));
      case LOADBALANCE -> join(List.of(COMMON, List.of(STRATEGY), HEALTH, List.of(LAZY)));
    };
  }

  private static List<Key<?>> join(List<List<Key<?>>> parts) {
    return parts.stream().<Key<?>>flatMap(List::stream).toList();
  }
}
