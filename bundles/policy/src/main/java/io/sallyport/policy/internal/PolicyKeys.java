// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import io.sallyport.api.Policy;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import io.sallyport.policy.internal.read.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The keys of a policy and those of their values that are not rules. */
final class PolicyKeys {

  static final Key<String> RULES =
      Key.json("rules", "list of rules", "looked at in order until one decides").or("[]");
  static final Key<String> FINAL =
      Key.string("final", "outbound of what no rule decides").asRequired();
  private static final Key<String> DNS =
      Key.json("dns", "object", "reserved, and refused: not supported yet");
  private static final Key<List<String>> ISOLATION =
      Key.strings(
          "isolation",
          "what keeps flows apart in an outbound (Tor circuits): "
              + Arrays.stream(IsolationParts.Part.values())
                  .map(IsolationParts.Part::label)
                  .collect(Collectors.joining(", ")));
  private static final Key<Integer> MAX_CONNECTIONS =
      Key.integer("max_connections", "sessions at a time; 0 for no limit", 0, Integer.MAX_VALUE)
          .or("0");
  private static final Key<Integer> MAX_PER_SOURCE =
      Key.integer(
              "max_connections_per_source",
              "sessions of one client address at a time; 0 for no limit",
              0,
              Integer.MAX_VALUE)
          .or("0");
  private static final Key<Duration> CONNECT_TIMEOUT =
      Key.duration("connect_timeout", "how long an outbound has to connect").or("10s");
  private static final Key<Duration> IDLE_TIMEOUT =
      Key.duration("idle_timeout", "after which silence a TCP session ends; 0 for never").or("5m");
  private static final Key<Duration> UDP_TIMEOUT =
      Key.duration("udp_timeout", "after which silence a UDP session ends").or("5m");
  private static final Key<Duration> DRAIN_TIMEOUT =
      Key.duration("drain_timeout", "how long sessions outlive an outbound that is taken away")
          .or("30s");
  private static final Key<Boolean> INTERRUPT =
      Key.bool(
              "interrupt_exist_connections",
              "whether sessions that a change would send elsewhere end at once")
          .or("false");

  private static final Key<Long> RATE_UP = rate("rate_limit_up", "from all clients together");
  private static final Key<Long> RATE_DOWN = rate("rate_limit_down", "to all clients together");
  private static final Key<Integer> CONNECTION_RATE =
      Key.integer(
              "max_connection_rate", "new sessions a second; 0 for no limit", 0, Integer.MAX_VALUE)
          .or("0");
  private static final Key<Duration> LIFETIME =
      Key.duration("max_lifetime", "after which time a session ends, busy or not; 0 for never")
          .or("0");

  static final List<Key<?>> ALL =
      List.of(
          RULES,
          FINAL,
          DNS,
          ISOLATION,
          MAX_CONNECTIONS,
          MAX_PER_SOURCE,
          CONNECTION_RATE,
          RATE_UP,
          RATE_DOWN,
          CONNECT_TIMEOUT,
          IDLE_TIMEOUT,
          UDP_TIMEOUT,
          LIFETIME,
          DRAIN_TIMEOUT,
          INTERRUPT);

  private PolicyKeys() {}

  private static Key<Long> rate(String name, String whose) {
    return Key.bytes(name, "bytes a second " + whose + "; 0 for no limit", 0, 1L << 40).or("0");
  }

  static Policy.Limits limits(Settings settings, Problems problems) {
    for (var key : List.of(CONNECT_TIMEOUT, UDP_TIMEOUT)) {
      if (settings.get(key).isZero()) {
        problems.add(key.name(), "must be longer than nothing, such as \"10s\"");
      }
    }
    if (settings.has(DNS)) {
      problems.add(
          DNS.name(), "is not supported yet: leave it out; names are resolved by the outbounds");
    }
    return new Policy.Limits(
        settings.get(MAX_CONNECTIONS),
        settings.get(MAX_PER_SOURCE),
        settings.get(CONNECT_TIMEOUT),
        settings.get(IDLE_TIMEOUT),
        settings.get(UDP_TIMEOUT),
        settings.get(DRAIN_TIMEOUT),
        settings.get(INTERRUPT),
        settings.get(RATE_UP),
        settings.get(RATE_DOWN),
        settings.get(CONNECTION_RATE),
        settings.get(LIFETIME));
  }

  static IsolationParts isolation(Settings settings, Problems problems) {
    var words = settings.find(ISOLATION);
    var parts = new ArrayList<IsolationParts.Part>();
    for (int i = 0; words != null && i < words.size(); i++) {
      String word = words.get(i);
      var part =
          Arrays.stream(IsolationParts.Part.values())
              .filter(known -> known.label().equals(word))
              .findFirst();
      if (part.isPresent()) {
        parts.add(part.get());
      } else {
        problems.add(
            ISOLATION.name() + "[" + i + "]",
            "\""
                + word
                + "\" is none of "
                + Arrays.stream(IsolationParts.Part.values())
                    .map(IsolationParts.Part::label)
                    .collect(Collectors.joining(", ")));
      }
    }
    return new IsolationParts(parts);
  }
}
