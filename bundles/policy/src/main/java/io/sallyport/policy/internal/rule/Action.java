// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.rule;

import io.sallyport.api.AddressFamily;
import io.sallyport.api.Decision;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.Sniffed;
import io.sallyport.api.config.GoDuration;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a rule does where it matches. */
public sealed interface Action {

  /** On one line, for people. */
  String text();

  /** {@code route}. */
  record Route(String outbound, RouteOptions options) implements Action {
    @Override
    public String text() {
      return "route " + outbound + shown(options);
    }
  }

  /** {@code route-options}: goes on with the next rule. */
  record Options(RouteOptions options) implements Action {
    @Override
    public String text() {
      return "route-options" + shown(options);
    }

    /** Whether rules behind this one see another destination. */
    boolean redirects() {
      return options.overrideAddress() != null || options.overridePort() != null;
    }
  }

  /** {@code reject}. */
  record Reject(Decision.Reject.Method method) implements Action {
    @Override
    public String text() {
      return method == Decision.Reject.Method.DROP ? "reject drop" : "reject";
    }
  }

  /** {@code hijack-dns}. */
  record HijackDns() implements Action {
    @Override
    public String text() {
      return "hijack-dns";
    }
  }

  /** {@code sniff}: goes on with the next rule when it is done. */
  record Sniff(Set<Sniffed.Protocol> protocols, Duration timeout) implements Action {
    @Override
    public String text() {
      return protocols.stream()
          .sorted()
          .map(Sniffed.Protocol::label)
          .collect(Collectors.joining(", ", "sniff ", " within " + GoDuration.format(timeout)));
    }
  }

  /** {@code resolve}: goes on with the next rule when it is done. */
  record Resolve(String outbound, AddressFamily family) implements Action {
    @Override
    public String text() {
      return "resolve " + family.name().toLowerCase(Locale.ROOT) + " by " + outbound;
    }
  }

  private static String shown(RouteOptions options) {
    var text = new StringBuilder();
    show(text, "override_address", options.overrideAddress());
    show(text, "override_port", options.overridePort());
    show(text, "connect_timeout", options.connectTimeout());
    show(text, "idle_timeout", options.idleTimeout());
    show(text, "udp_timeout", options.udpTimeout());
    return text.toString();
  }

  private static void show(StringBuilder text, String key, @Nullable Object value) {
    if (value != null) {
      text.append(", ").append(key).append(' ');
      text.append(value instanceof Duration time ? GoDuration.format(time) : value);
    }
  }
}
