// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.read;

import io.sallyport.api.AddressFamily;
import io.sallyport.api.Decision;
import io.sallyport.api.RouteOptions;
import io.sallyport.api.config.GoDuration;
import io.sallyport.policy.internal.rule.Action;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what a rule does. */
final class ActionReader {

  /** sing-box's {@code C.ReadPayloadTimeout}. */
  private static final Duration SNIFF_TIMEOUT = Duration.ofMillis(300);

  /** The outbound that always exists. */
  private static final String DIRECT = "direct";

  private static final Map<String, Decision.Reject.Method> METHODS =
      ConditionReader.words(
          Map.entry("default", Decision.Reject.Method.DEFAULT),
          Map.entry("drop", Decision.Reject.Method.DROP));
  private static final Map<String, AddressFamily> STRATEGIES = strategies();

  private ActionReader() {}

  /** The name of a rule's action; empty if it has none that can be told. */
  static String name(RuleObject rule) {
    if (!rule.has("action")) {
      if (rule.has("outbound")) {
        return "route";
      }
      rule.problems()
          .add(
              rule.path(),
              "has neither an action ("
                  + String.join(", ", Vocabulary.ACTIONS.keySet())
                  + ") nor an outbound to route to");
      return "";
    }
    String name = rule.text("action", ActionReader::known);
    return name == null ? "" : name;
  }

  private static String known(String name) {
    if (Vocabulary.ACTIONS.containsKey(name)) {
      return name;
    }
    if (name.equals(DIRECT)) {
      throw new IllegalArgumentException(
          "\"direct\" is not an action here; write \"outbound\": \"direct\"");
    }
    throw new IllegalArgumentException(
        "\"" + name + "\" is none of " + String.join(", ", Vocabulary.ACTIONS.keySet()));
  }

  /** The action of that name; null if it is none. */
  static @Nullable Action read(RuleObject rule, String name) {
    return switch (name) {
      case "route" -> route(rule);
      case "route-options" -> options(rule);
      case "reject" -> {
        var method = rule.text("method", text -> Values.choice(text, METHODS));
        yield new Action.Reject(method == null ? Decision.Reject.Method.DEFAULT : method);
      }
      case "hijack-dns" -> new Action.HijackDns();
      case "sniff" -> sniff(rule);
      case "resolve" -> resolve(rule);
      default -> null;
    };
  }

  private static Action route(RuleObject rule) {
    String outbound = rule.text("outbound", Values::word);
    if (!rule.has("outbound")) {
      rule.problem("outbound", "is required by the action route: the tag of an outbound");
    }
    return new Action.Route(Objects.requireNonNullElse(outbound, ""), routeOptions(rule));
  }

  private static Action options(RuleObject rule) {
    boolean none =
        Vocabulary.ACTIONS.getOrDefault("route-options", Set.of()).stream().noneMatch(rule::has);
    if (none) {
      rule.problems()
          .add(
              rule.path(),
              "sets nothing; route-options takes "
                  + String.join(", ", Vocabulary.ACTIONS.get("route-options")));
    }
    return new Action.Options(routeOptions(rule));
  }

  private static RouteOptions routeOptions(RuleObject rule) {
    var options =
        new RouteOptions(
            rule.text("override_address", Values::host),
            rule.number("override_port", Values::targetPort),
            rule.text("connect_timeout", Values::positive),
            rule.text("idle_timeout", GoDuration::parse),
            rule.text("udp_timeout", Values::positive));
    return options.equals(RouteOptions.NONE) ? RouteOptions.NONE : options;
  }

  private static Action sniff(RuleObject rule) {
    var asked = rule.texts("sniffer", text -> Values.choice(text, ConditionReader.PROTOCOLS));
    var protocols = asked.isEmpty() ? ConditionReader.PROTOCOLS.values() : asked;
    var timeout = rule.text("timeout", GoDuration::parse);
    return new Action.Sniff(
        Set.copyOf(EnumSet.copyOf(protocols)), timeout == null ? SNIFF_TIMEOUT : timeout);
  }

  private static Action resolve(RuleObject rule) {
    var family = rule.text("strategy", text -> Values.choice(text, STRATEGIES));
    var server = rule.text("server", Values::word);
    return new Action.Resolve(
        server == null ? DIRECT : server, family == null ? AddressFamily.PREFER_IPV4 : family);
  }

  private static Map<String, AddressFamily> strategies() {
    var words = new LinkedHashMap<String, AddressFamily>();
    for (var family : AddressFamily.values()) {
      words.put(family.name().toLowerCase(Locale.ROOT), family);
    }
    return words;
  }
}
