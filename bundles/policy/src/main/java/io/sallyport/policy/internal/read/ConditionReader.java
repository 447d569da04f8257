// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.read;

import io.sallyport.api.Network;
import io.sallyport.api.Sniffed;
import io.sallyport.policy.internal.match.AddressItem;
import io.sallyport.policy.internal.match.Condition;
import io.sallyport.policy.internal.match.Group;
import io.sallyport.policy.internal.match.Item;
import io.sallyport.policy.internal.match.KeywordItem;
import io.sallyport.policy.internal.match.NameItem;
import io.sallyport.policy.internal.match.NameSet;
import io.sallyport.policy.internal.match.NetworkItem;
import io.sallyport.policy.internal.match.PortItem;
import io.sallyport.policy.internal.match.PortRangeItem;
import io.sallyport.policy.internal.match.ProtocolItem;
import io.sallyport.policy.internal.match.RegexItem;
import io.sallyport.policy.internal.match.Side;
import io.sallyport.policy.internal.match.VersionItem;
import io.sallyport.policy.internal.match.WordItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Reads what must hold for a rule to apply. */
final class ConditionReader {

  static final Map<String, Sniffed.Protocol> PROTOCOLS = protocols();
  private static final Map<String, Network> NETWORKS =
      words(Map.entry("tcp", Network.TCP), Map.entry("udp", Network.UDP));
  private static final Map<String, Boolean> TYPES =
      words(Map.entry("default", false), Map.entry("logical", true));
  private static final Map<String, Boolean> MODES =
      words(Map.entry("and", true), Map.entry("or", false));

  private ConditionReader() {}

  /** Whether a rule is of {@code type: logical}. */
  static boolean isLogical(RuleObject rule) {
    var type = rule.text("type", text -> Values.choice(text, TYPES));
    return type != null && type;
  }

  /** The condition of a rule; something harmless if it has problems. */
  static Condition read(RuleObject rule, boolean logical) {
    boolean invert = Boolean.TRUE.equals(rule.flag("invert"));
    return logical ? logical(rule, invert) : fields(rule, invert);
  }

  private static Condition logical(RuleObject rule, boolean invert) {
    var mode = rule.text("mode", text -> Values.choice(text, MODES));
    if (!rule.has("mode")) {
      rule.problem("mode", "is required in a logical rule: and, or");
    }
    var parts = new ArrayList<Condition>();
    var element = rule.element("rules");
    if (element == null || !element.isJsonArray() || element.getAsJsonArray().isEmpty()) {
      rule.problem("rules", "is required in a logical rule: a list of at least one rule");
    } else {
      var array = element.getAsJsonArray();
      for (int i = 0; i < array.size(); i++) {
        String path = rule.path() + ".rules[" + i + "]";
        if (array.get(i).isJsonObject()) {
          parts.add(part(new RuleObject(path, array.get(i).getAsJsonObject(), rule.problems())));
        } else {
          rule.problems().add(path, "is not a rule: an object with conditions");
        }
      }
    }
    return new Condition.Logical(Boolean.TRUE.equals(mode), parts, invert);
  }

  private static Condition part(RuleObject rule) {
    boolean logical = isLogical(rule);
    int before = rule.problems().count();
    var condition = read(rule, logical);
    Vocabulary.check(rule, logical, null);
    boolean empty = condition instanceof Condition.Fields fields && fields.groups().isEmpty();
    if (empty && rule.problems().count() == before) {
      rule.problems().add(rule.path(), "has no condition; it would match everything");
    }
    return condition;
  }

  private static Condition fields(RuleObject rule, boolean invert) {
    int before = rule.problems().count();
    var groups = new ArrayList<Group>();
    add(groups, destination(rule));
    add(groups, addresses(rule, Side.SOURCE));
    for (var word : WordItem.Word.values()) {
      var words = rule.texts(word.field(), Values::word);
      add(groups, item(words, some -> WordItem.of(word, some)));
    }
    add(groups, ports(rule, Side.DESTINATION));
    add(groups, ports(rule, Side.SOURCE));
    add(
        groups,
        item(
            rule.texts("network", text -> Values.choice(text, NETWORKS)),
            some -> new NetworkItem(some.stream().distinct().toList())));
    add(
        groups,
        item(
            rule.texts("protocol", text -> Values.choice(text, PROTOCOLS)),
            some -> new ProtocolItem(some.stream().distinct().toList())));
    var version = rule.number("ip_version", Values::version);
    if (version != null) {
      groups.add(new Group(List.of(new VersionItem(version))));
    }
    if (invert && groups.isEmpty() && rule.problems().count() == before) {
      rule.problem("invert", "has no condition beside it to invert");
    }
    return new Condition.Fields(groups, invert);
  }

  private static List<Item> destination(RuleObject rule) {
    var items = new ArrayList<Item>();
    var domains = rule.texts("domain", Values::domain);
    items.addAll(item(domains, some -> new NameItem("domain", new NameSet(some))));
    var suffixes = rule.texts("domain_suffix", Values::suffix);
    items.addAll(item(suffixes, some -> new NameItem("domain_suffix", new NameSet(some))));
    items.addAll(item(rule.texts("domain_keyword", HostNames::part), KeywordItem::new));
    items.addAll(item(rule.texts("domain_regex", Regexes::pattern), RegexItem::new));
    items.addAll(addresses(rule, Side.DESTINATION));
    return items;
  }

  private static List<Item> addresses(RuleObject rule, Side side) {
    var items = new ArrayList<Item>();
    var networks = rule.texts(side.field("ip_cidr"), Values::cidr);
    items.addAll(item(networks, some -> AddressItem.cidr(side, some)));
    var isPrivate = rule.flag(side.field("ip_is_private"));
    if (isPrivate != null && isPrivate) {
      items.add(AddressItem.isPrivate(side));
    } else if (isPrivate != null) {
      rule.problem(
          side.field("ip_is_private"),
          "false is no condition; leave it out, or say true with \"invert\": true");
    }
    return items;
  }

  private static List<Item> ports(RuleObject rule, Side side) {
    var items = new ArrayList<Item>();
    var ports = rule.numbers(side.field("port"), Values::port);
    items.addAll(item(ports, some -> PortItem.of(side, some)));
    var ranges = rule.texts(side.field("port_range"), Values::portRange);
    items.addAll(item(ranges, some -> new PortRangeItem(side, some)));
    return items;
  }

  private static <T> List<Item> item(List<T> values, Function<List<T>, Item> of) {
    return values.isEmpty() ? List.of() : List.of(of.apply(values));
  }

  private static void add(List<Group> groups, List<Item> items) {
    if (!items.isEmpty()) {
      groups.add(new Group(items));
    }
  }

  private static Map<String, Sniffed.Protocol> protocols() {
    var words = new LinkedHashMap<String, Sniffed.Protocol>();
    for (var protocol : Sniffed.Protocol.values()) {
      words.put(protocol.label(), protocol);
    }
    return words;
  }

  @SafeVarargs
  static <T> Map<String, T> words(Map.Entry<String, T>... entries) {
    var words = new LinkedHashMap<String, T>();
    for (var entry : entries) {
      words.put(entry.getKey(), entry.getValue());
    }
    return words;
  }
}
