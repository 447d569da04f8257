// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.sallyport.api.AddressFamily;
import io.sallyport.api.Policy;
import io.sallyport.api.PolicyCompiler;
import io.sallyport.api.config.ConfigException;
import io.sallyport.api.config.ConfigProblem;
import io.sallyport.api.config.Key;
import io.sallyport.api.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a {@code dns} object. */
public final class PlanReader {

  private static final String ROOT = "dns";
  private static final Key<List<String>> FINAL = Key.strings("final", "whom to ask by default");
  private static final Key<AddressFamily> STRATEGY =
      Key.choice("strategy", "which addresses clients get", AddressFamily.class).or("prefer_ipv4");
  private static final Key<Boolean> UNCACHED = Key.bool("disable_cache", "no cache").or("false");
  private static final Key<Integer> CAPACITY =
      Key.integer("cache_capacity", "answers kept", 16, 1 << 20).or("4096");
  private static final Key<Duration> STALE =
      Key.duration("serve_stale", "how long late answers are given when servers fail").or("0");
  private static final Key<Duration> TIMEOUT =
      Key.duration("timeout", "how long a client waits at most").or("10s");

  private static final ServerSpec.FakeIp FAKE = new ServerSpec.FakeIp("fakeip", FakeIpSpec.DEFAULT);

  private final PolicyCompiler policies;
  private final List<ConfigProblem> problems = new ArrayList<>();

  private PlanReader(PolicyCompiler policies) {
    this.policies = policies;
  }

  /**
   * Reads a text.
   *
   * @param json null for an object with nothing in it
   * @throws ConfigException with every problem
   */
  public static Plan read(PolicyCompiler policies, @Nullable String json) throws ConfigException {
    JsonObject tree = new JsonObject();
    if (json != null) {
      try {
        if (!(JsonParser.parseString(json) instanceof JsonObject object)) {
          throw new ConfigException(ROOT, "is not an object: { ... }");
        }
        tree = object;
      } catch (JsonParseException e) {
        throw new ConfigException(ROOT, "is not JSON: " + e.getMessage());
      }
    }
    return new PlanReader(policies).read(tree);
  }

  private Plan read(JsonObject tree) throws ConfigException {
    var fields = new Fields(ROOT, tree, problems);
    var fakeIp = FakeIpSpec.DEFAULT;
    var shorthand = fields.object("fakeip");
    if (shorthand != null) {
      fakeIp = FakeIpSpec.read(shorthand, fakeIp);
      shorthand.end();
    }
    var servers = servers(fields, fakeIp);
    var ruleFields = fields.objects("rules");
    var rules = ruleFields.stream().map(RuleReader::read).toList();
    var last = last(fields, servers);
    var strategy = fields.get(STRATEGY);
    int capacity = fields.get(UNCACHED) ? noted(fields) : fields.get(CAPACITY);
    var stale = fields.get(STALE);
    var timeout = fields.get(TIMEOUT);
    if (timeout.compareTo(Duration.ofMillis(100)) < 0
        || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
      fields.problem(TIMEOUT.name(), "is not within 100ms to 1m");
    }
    fields.end();
    checkTags(fields, ruleFields, rules, last, servers);
    var conditions = conditions(ruleFields);
    if (!problems.isEmpty() || conditions == null) {
      throw new ConfigException(problems);
    }
    return new Plan(servers, rules, conditions, last, strategy, capacity, stale, timeout);
  }

  private static int noted(Fields fields) {
    fields.get(CAPACITY);
    return 0;
  }

  private List<ServerSpec> servers(Fields fields, FakeIpSpec fakeIp) {
    var servers = new ArrayList<ServerSpec>();
    ServerSpec.FakeIp fake = null;
    for (var one : fields.objects("servers")) {
      var spec = ServerReader.read(one, fakeIp);
      if (spec == null) {
        continue;
      }
      if (servers.stream().anyMatch(other -> other.tag().equals(spec.tag()))) {
        one.problem("tag", "\"" + spec.tag() + "\" is the tag of another server already");
      }
      if (spec instanceof ServerSpec.FakeIp another) {
        if (fake != null) {
          one.problem("type", "is fakeip once more; one server of fake addresses is enough");
        }
        fake = another;
      }
      servers.add(spec);
    }
    if (!fields.has("servers")) {
      servers.add(new ServerSpec.FakeIp(FAKE.tag(), fakeIp));
    } else if (servers.isEmpty() && problems.isEmpty()) {
      fields.problem("servers", "is empty: nobody could answer");
    }
    return servers;
  }

  /** As in sing-box the first server, unless said otherwise. */
  private static RuleSpec.Action last(Fields fields, List<ServerSpec> servers) {
    var tags = fields.find(FINAL);
    if (tags == null) {
      tags = servers.isEmpty() ? List.of() : List.of(servers.getFirst().tag());
    } else if (tags.isEmpty()) {
      fields.problem(FINAL.name(), "is empty; it names a server");
    }
    return new RuleSpec.Ask(tags, false, null);
  }

  private static void checkTags(
      Fields fields,
      List<Fields> ruleFields,
      List<RuleSpec> rules,
      RuleSpec.Action last,
      List<ServerSpec> servers) {
    var known = new LinkedHashSet<String>();
    servers.forEach(server -> known.add(server.tag()));
    for (int i = 0; i < rules.size(); i++) {
      check(ruleFields.get(i), "server", rules.get(i).action(), known);
    }
    check(fields, FINAL.name(), last, known);
  }

  private static void check(Fields fields, String key, RuleSpec.Action action, Set<String> known) {
    if (action instanceof RuleSpec.Ask ask) {
      for (String tag : ask.servers()) {
        if (!known.contains(tag)) {
          fields.problem(
              key, "\"" + tag + "\" is no server here; there are: " + String.join(", ", known));
        }
      }
    }
  }

  /** Null if there are problems. */
  private @Nullable Policy conditions(List<Fields> rules) {
    var array = new JsonArray();
    rules.forEach(rule -> array.add(RuleReader.condition(rule)));
    try {
      return policies.compile(
          Settings.of(
              policies.keys(), Map.of("rules", array.toString(), "final", RuleReader.MATCHED)));
    } catch (ConfigException e) {
      e.problems().forEach(problem -> problems.add(problem.under(ROOT)));
      return null;
    }
  }
}
