// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sallyport.api.Destination;
import io.sallyport.api.Flow;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.api.Question;
import io.sallyport.api.Sniffed;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rules and questions out of a small world, in which they meet often. */
record RandomRules(RandomGenerator random) {

  private static final List<String> FIELDS =
      List.of(
          "domain",
          "domain_suffix",
          "domain_suffix",
          "domain_keyword",
          "domain_regex",
          "ip_cidr",
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

  private static final List<String> LABELS = List.of("a", "b", "cc", "ab", "x-1");

  JsonArray rules() {
    var rules = new JsonArray();
    int count = random.nextInt(40);
    for (int i = 0; i < count; i++) {
      var rule = random.nextInt(12) == 0 ? new JsonObject() : condition(0);
      action(rule);
      rules.add(rule);
    }
    return rules;
  }

  private JsonObject condition(int depth) {
    var rule = new JsonObject();
    if (depth < 3 && random.nextInt(5) == 0) {
      rule.addProperty("type", "logical");
      rule.addProperty("mode", random.nextBoolean() ? "and" : "or");
      var parts = new JsonArray();
      for (int i = random.nextInt(3); i >= 0; i--) {
        parts.add(condition(depth + 1));
      }
      rule.add("rules", parts);
    } else {
      for (int i = random.nextInt(3); i >= 0; i--) {
        field(rule, pick(FIELDS));
      }
    }
    if (random.nextInt(6) == 0) {
      rule.addProperty("invert", true);
    }
    return rule;
  }

  private void field(JsonObject rule, String field) {
    switch (field) {
      case "ip_is_private", "source_ip_is_private" -> rule.addProperty(field, true);
      case "ip_version" -> rule.addProperty(field, random.nextBoolean() ? 4 : 6);
      case "port", "source_port" -> {
        var ports = new JsonArray();
        Stream.generate(this::port).limit(1 + random.nextInt(70)).forEach(ports::add);
        rule.add(field, ports);
      }
      default -> {
        int count = random.nextInt(4) == 0 ? 12 : 1 + random.nextInt(3);
        if (count == 1) {
          rule.addProperty(field, value(field));
        } else {
          var values = new JsonArray();
          Stream.generate(() -> value(field)).limit(count).forEach(values::add);
          rule.add(field, values);
        }
      }
    }
  }

  private String value(String field) {
    return switch (field) {
      case "domain" -> name();
      case "domain_suffix" -> (random.nextInt(4) == 0 ? "." : "") + name();
      case "domain_keyword" -> pick(List.of("a.b", "cc", "x-1.a", "b", "zz"));
      case "domain_regex" -> pick(List.of("^a", "b$", "^(a|cc)[.]", "x-[0-9]+", "(ab)+[.]b"));
      case "ip_cidr", "source_ip_cidr" -> net();
      case "port_range", "source_port_range" -> {
        int first = port();
        yield switch (random.nextInt(3)) {
          case 0 -> ":" + first;
          case 1 -> first + ":";
          default -> first + ":" + (first + random.nextInt(100));
        };
      }
      case "network" -> pick(List.of("tcp", "udp"));
      case "protocol" -> pick(List.of("tls", "http", "quic", "dns"));
      default -> pick(List.of("one", "two", "three"));
    };
  }

  private void action(JsonObject rule) {
    switch (random.nextInt(10)) {
      case 0 -> rule.addProperty("action", "reject");
      case 1 -> rule.addProperty("action", "hijack-dns");
      case 2 -> rule.addProperty("action", "sniff");
      case 3 -> rule.addProperty("action", "resolve");
      case 4 -> {
        rule.addProperty("action", "route-options");
        switch (random.nextInt(3)) {
          case 0 -> rule.addProperty("override_address", random.nextBoolean() ? name() : ip());
          case 1 -> rule.addProperty("override_port", port());
          default -> rule.addProperty("udp_timeout", "7s");
        }
      }
      default -> rule.addProperty("outbound", pick(List.of("o1", "o2", "o3")));
    }
  }

  Question question() {
    var source =
        random.nextInt(10) == 0
            ? InetSocketAddress.createUnresolved("unix", 0)
            : new InetSocketAddress(Asked.ip(ip()), port());
    var origin = new Origin(word("?"), "socks", word(null), source, word(null));
    var network = random.nextBoolean() ? Network.TCP : Network.UDP;
    var destination = Destination.of(random.nextBoolean() ? name() : ip(), port());
    return Question.about(Flow.open(network, origin, destination));
  }

  Sniffed sniffed() {
    return new Sniffed(
        random.nextBoolean() ? null : pick(List.of(Sniffed.Protocol.values())),
        random.nextBoolean() ? null : name());
  }

  List<InetAddress> addresses() {
    return Stream.generate(() -> Asked.ip(ip())).limit(random.nextInt(4)).toList();
  }

  private <S extends @Nullable String> @Nullable String word(S none) {
    return random.nextInt(4) == 0 ? none : pick(List.of("one", "two", "three", "four"));
  }

  private String name() {
    var labels = new ArrayList<String>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      labels.add(pick(LABELS));
    }
    return String.join(".", labels);
  }

  private int port() {
    return 440 + random.nextInt(random.nextBoolean() ? 5 : 300);
  }

  private String ip() {
    return switch (random.nextInt(4)) {
      case 0 -> "10." + random.nextInt(2) + ".0." + random.nextInt(4);
      case 1 -> "192.0." + random.nextInt(4) + ".1";
      case 2 -> "2001:db8:" + random.nextInt(4) + "::" + random.nextInt(4);
      default -> "fd00::" + random.nextInt(4);
    };
  }

  private String net() {
    String ip = ip();
    return random.nextInt(4) == 0 ? ip : ip + "/" + random.nextInt(ip.contains(":") ? 129 : 33);
  }

  private <T> T pick(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }
}
