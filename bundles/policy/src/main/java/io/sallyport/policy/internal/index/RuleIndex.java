// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal.index;

import io.sallyport.policy.internal.match.Cidr;
import io.sallyport.policy.internal.match.Condition;
import io.sallyport.policy.internal.match.NamePattern;
import io.sallyport.policy.internal.match.Side;
import io.sallyport.policy.internal.match.Subject;
import io.sallyport.policy.internal.match.WordItem;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which rules can match a question; immutable, any thread. */
public final class RuleIndex {

  private static final Side[] SIDES = Side.values();
  private static final WordItem.Word[] WORDS = WordItem.Word.values();

  private final NameIndex names;
  private final NetIndex[] nets = new NetIndex[SIDES.length];
  private final PortIndex[] ports = new PortIndex[SIDES.length];
  private final Map<WordItem.Word, Map<String, int[]>> words = new EnumMap<>(WordItem.Word.class);

  /** Rules that are candidates always. */
  private final int[] always;

  /** Files rules by their conditions. */
  public RuleIndex(List<Condition> conditions) {
    var plan = new Plan(conditions);
    var shelf = new Shelf();
    for (int rule = 0; rule < conditions.size(); rule++) {
      var keys = plan.keys(conditions.get(rule));
      if (keys == null) {
        shelf.always.add(rule);
      } else {
        for (var key : keys) {
          shelf.of(key).add(rule);
        }
      }
    }
    names = new NameIndex(shelf.names);
    for (var side : SIDES) {
      nets[side.ordinal()] = new NetIndex(shelf.nets(side));
      ports[side.ordinal()] = new PortIndex(shelf.ports(side));
    }
    shelf.words.forEach(
        (word, rules) -> {
          var lists = new HashMap<String, int[]>();
          rules.forEach((text, postings) -> lists.put(text, postings.toArray()));
          words.put(word, lists);
        });
    always = shelf.always.toArray();
  }

  /** All rules from {@code from} on that can match, and some that do not. */
  public Candidates gather(Subject subject, int from) {
    var found = new Candidates(from);
    found.add(always);
    String name = subject.name();
    if (name != null && !names.isEmpty()) {
      names.gather(name, found);
    }
    for (var side : SIDES) {
      var net = nets[side.ordinal()];
      if (!net.isEmpty()) {
        net.gather(subject.addresses(side), found);
      }
      ports[side.ordinal()].gather(subject.port(side), found);
    }
    if (!words.isEmpty()) {
      for (var word : WORDS) {
        gather(word, subject, found);
      }
    }
    return found;
  }

  private void gather(WordItem.Word word, Subject subject, Candidates into) {
    var rules = words.get(word);
    String text = word.of(subject.origin());
    if (rules != null && text != null) {
      into.add(rules.getOrDefault(text, Postings.NONE));
    }
  }

  /** Where keys are collected. */
  private static final class Shelf {
    final Map<NamePattern, Postings> names = new HashMap<>();
    final Map<Side, Map<Cidr, Postings>> nets = new EnumMap<>(Side.class);
    final Map<Side, SortedMap<Integer, Postings>> ports = new EnumMap<>(Side.class);
    final Map<WordItem.Word, Map<String, Postings>> words = new EnumMap<>(WordItem.Word.class);
    final Postings always = new Postings();

    Map<Cidr, Postings> nets(Side side) {
      return nets.computeIfAbsent(side, _ -> new LinkedHashMap<>());
    }

    SortedMap<Integer, Postings> ports(Side side) {
      return ports.computeIfAbsent(side, _ -> new TreeMap<>());
    }

    Postings of(IndexKey key) {
      return switch (key) {
        case IndexKey.Name name -> names.computeIfAbsent(name.pattern(), _ -> new Postings());
        case IndexKey.Net net -> nets(net.side()).computeIfAbsent(net.cidr(), _ -> new Postings());
        case IndexKey.Port port ->
            ports(port.side()).computeIfAbsent(port.port(), _ -> new Postings());
        case IndexKey.Word word ->
            words
                .computeIfAbsent(word.word(), _ -> new HashMap<>())
                .computeIfAbsent(word.text(), _ -> new Postings());
      };
    }
  }
}
