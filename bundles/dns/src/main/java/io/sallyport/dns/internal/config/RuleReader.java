// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import com.google.gson.JsonObject;
import io.sallyport.api.config.Key;
import io.sallyport.dns.internal.wire.Question;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Reads one of {@code rules}: what is ours here, and the rest in the form of a policy rule for the
 * policy compiler.
 */
final class RuleReader {

  private static final Key<List<String>> TYPES = Key.strings("query_type", "types of queries");
  private static final Key<List<String>> OUTBOUNDS =
      Key.strings("outbound", "outbounds to which the policy sends the name");
  private static final Key<String> ACTION = Key.string("action", "what is done").or("route");
  private static final Key<List<String>> SERVER = Key.strings("server", "whom to ask");
  private static final Key<String> METHOD = Key.string("method", "how to refuse").or("default");
  private static final Key<Boolean> UNCACHED = Key.bool("disable_cache", "no cache").or("false");
  private static final Key<Integer> TTL =
      Key.integer("rewrite_ttl", "seconds told to clients", 0, 86_400);

  /** What stands for the action of every rule before the policy compiler; only a mark. */
  static final String MATCHED = "dns";

  private static final Set<String> OWN =
      Set.of(
          "query_type",
          "outbound",
          "action",
          "server",
          "method",
          "rcode",
          "disable_cache",
          "rewrite_ttl");

  /** About the far end of a flow: a question has none. */
  private static final Set<String> SENSELESS =
      Set.of("ip_cidr", "ip_is_private", "ip_version", "port", "port_range", "protocol");

  private static final int REFUSED = 5;

  private RuleReader() {}

  /** What the policy compiler is to see of a rule. */
  static JsonObject condition(Fields fields) {
    var rule = fields.without(OWN);
    rule.addProperty("action", "route");
    rule.addProperty("outbound", MATCHED);
    return rule;
  }

  /** What it must not see. */
  static RuleSpec read(Fields fields) {
    for (String key : SENSELESS) {
      if (fields.has(key)) {
        fields.problem(key, "is no condition on a question: it has a name, a type and a client");
      }
    }
    var types = new HashSet<Integer>();
    var words = fields.find(TYPES);
    for (int i = 0; words != null && i < words.size(); i++) {
      try {
        types.add(Question.typeOf(words.get(i)));
      } catch (IllegalArgumentException e) {
        fields.problem(TYPES.name() + "[" + i + "]", String.valueOf(e.getMessage()));
      }
    }
    var outbounds = fields.find(OUTBOUNDS);
    boolean ours = words != null || outbounds != null;
    if (ours && fields.has("invert")) {
      fields.problem(
          "invert", "does not go with query_type or outbound; put them into other rules");
    }
    if (words != null && words.isEmpty() || outbounds != null && outbounds.isEmpty()) {
      fields.problem(
          words != null && words.isEmpty() ? TYPES.name() : OUTBOUNDS.name(),
          "is an empty list: a condition that nothing meets; leave it out");
    }
    return new RuleSpec(
        types, outbounds == null ? Set.of() : Set.copyOf(outbounds), action(fields));
  }

  private static RuleSpec.Action action(Fields fields) {
    String action = fields.get(ACTION);
    return switch (action) {
      case "route" -> {
        only(fields, action, Set.of("server", "disable_cache", "rewrite_ttl"));
        var servers = fields.find(SERVER);
        if (servers == null || servers.isEmpty()) {
          fields.problem(SERVER.name(), "is required by the action route: the tag of a server");
        }
        boolean uncached = fields.get(UNCACHED);
        yield new RuleSpec.Ask(servers == null ? List.of() : servers, uncached, fields.find(TTL));
      }
      case "reject" -> {
        only(fields, action, Set.of("method"));
        String method = fields.get(METHOD);
        if (!method.equals("default") && !method.equals("drop")) {
          fields.problem(METHOD.name(), "\"" + method + "\" is none of default, drop");
        }
        yield method.equals("drop") ? new RuleSpec.Silence() : new RuleSpec.Code(REFUSED);
      }
      case "predefined" -> {
        only(fields, action, Set.of("rcode"));
        yield new RuleSpec.Code(ServerReader.rcode(fields));
      }
      default -> {
        fields.problem(ACTION.name(), "\"" + action + "\" is none of route, reject, predefined");
        yield new RuleSpec.Silence();
      }
    };
  }

  private static void only(Fields fields, String action, Set<String> keys) {
    for (String key : List.of("server", "disable_cache", "rewrite_ttl", "method", "rcode")) {
      if (fields.has(key) && !keys.contains(key)) {
        fields.problem(key, "does not belong to the action " + action);
      }
    }
  }
}
