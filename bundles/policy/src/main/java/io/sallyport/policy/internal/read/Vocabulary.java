// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of rules, and what to say of a key that is not one. */
final class Vocabulary {

  static final Set<String> CONDITIONS =
      ordered(
          "domain",
          "domain_suffix",
          "domain_keyword",
          "domain_regex",
          "ip_cidr",
          "ip_is_private",
          "ip_version",
          "port",
          "port_range",
          "source_ip_cidr",
          "source_ip_is_private",
          "source_port",
          "source_port_range",
          "network",
          "inbound",
          "interface",
          "auth_user",
          "protocol");

  private static final Set<String> LOGIC = ordered("mode", "rules");
  private static final Set<String> COMMON = ordered("type", "invert");
  private static final Set<String> OUTER = ordered("tag", "action");
  private static final List<String> OPTIONS =
      List.of(
          "override_address", "override_port", "connect_timeout", "idle_timeout", "udp_timeout");

  /** Keys of each action. */
  static final Map<String, Set<String>> ACTIONS = actions();

  /** Known to sing-box, not to us: an honest word instead of a guess. */
  private static final Set<String> FOREIGN =
      Set.of(
          "rule_set",
          "rule_set_ip_cidr_match_source",
          "geosite",
          "geoip",
          "source_geoip",
          "process_name",
          "process_path",
          "process_path_regex",
          "package_name",
          "user",
          "user_id",
          "client",
          "clash_mode",
          "network_type",
          "network_is_expensive",
          "network_is_constrained",
          "wifi_ssid",
          "wifi_bssid",
          "interface_address",
          "network_interface_address",
          "default_interface_address",
          "source_mac_address",
          "source_hostname",
          "preferred_by",
          "network_strategy",
          "fallback_delay",
          "udp_disable_domain_unmapping",
          "udp_connect",
          "tls_fragment",
          "tls_fragment_fallback_delay",
          "tls_record_fragment",
          "no_drop",
          "disable_cache",
          "rewrite_ttl",
          "client_subnet");

  private Vocabulary() {}

  private static Set<String> ordered(String... words) {
    return new LinkedHashSet<>(List.of(words));
  }

  private static Map<String, Set<String>> actions() {
    var actions = new LinkedHashMap<String, Set<String>>();
    var route = ordered("outbound");
    route.addAll(OPTIONS);
    actions.put("route", route);
    actions.put("route-options", new LinkedHashSet<>(OPTIONS));
    actions.put("reject", ordered("method"));
    actions.put("hijack-dns", ordered());
    actions.put("sniff", ordered("sniffer", "timeout"));
    actions.put("resolve", ordered("strategy", "server"));
    return actions;
  }

  /**
   * Notes every key that has no business in a rule.
   *
   * @param logical whether it is of {@code type: logical}
   * @param action its action; null inside a logical rule; empty if it is unknown
   */
  static void check(RuleObject rule, boolean logical, @Nullable String action) {
    for (String key : rule.keys()) {
      if (!knows(key, logical, action)) {
        rule.problem(key, why(key, logical, action));
      }
    }
  }

  private static boolean knows(String key, boolean logical, @Nullable String action) {
    if (COMMON.contains(key) || (logical ? LOGIC : CONDITIONS).contains(key)) {
      return true;
    }
    if (action == null) {
      return false;
    }
    return OUTER.contains(key)
        || (action.isEmpty()
            ? !owners(key).isEmpty()
            : ACTIONS.getOrDefault(action, Set.of()).contains(key));
  }

  private static String why(String key, boolean logical, @Nullable String action) {
    if (logical && CONDITIONS.contains(key)) {
      return "belongs into one of the rules of a logical rule, not beside them";
    }
    if (!logical && LOGIC.contains(key)) {
      return "needs \"type\": \"logical\" beside it";
    }
    if (action == null && (OUTER.contains(key) || !owners(key).isEmpty())) {
      return "belongs to the outermost rule; the rules in it are conditions only";
    }
    if (!owners(key).isEmpty()) {
      return "belongs to the action " + String.join(" or ", owners(key)) + ", not to " + action;
    }
    if (FOREIGN.contains(key)) {
      return "is a field of sing-box that is not supported here";
    }
    var all = new LinkedHashSet<>(COMMON);
    all.addAll(CONDITIONS);
    all.addAll(LOGIC);
    all.addAll(OUTER);
    ACTIONS.values().forEach(all::addAll);
    all.removeIf(word -> !knows(word, logical, action));
    String near = Spelling.nearest(key, all);
    return near == null ? "unknown key" : "unknown key; did you mean " + near + "?";
  }

  private static List<String> owners(String key) {
    var owners = new ArrayList<String>();
    ACTIONS.forEach(
        (action, keys) -> {
          if (keys.contains(key)) {
            owners.add(action);
          }
        });
    return owners;
  }
}
