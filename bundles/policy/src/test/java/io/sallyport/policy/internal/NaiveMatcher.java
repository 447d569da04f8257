// SPDX-License-Identifier: Apache-2.0
package io.sallyport.policy.internal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.sallyport.api.Destination;
import io.sallyport.api.Question;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Rules evaluated straight from their JSON, one by one and without anything of the product: slow
 * and plain, so that one can see that it is right.
 */
final class NaiveMatcher {

  private static final List<String> PRIVATE =
      List.of(
          "10.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "224.0.0.0/4",
          "0.0.0.0/32",
          "::/128",
          "::1/128",
          "fc00::/7",
          "fe80::/10",
          "ff00::/8");

  private final Question question;
  private Destination destination;
  private List<InetAddress> resolved;

  private NaiveMatcher(Question question) {
    this.question = question;
    this.destination = question.options().apply(question.flow().destination());
    this.resolved = question.resolved();
  }

  /** {@code 3:route one}: index and action of the rule that decides; {@code final} for none. */
  static String decide(JsonArray rules, Question question) {
    var state = new NaiveMatcher(question);
    for (int i = question.from(); i < rules.size(); i++) {
      var rule = rules.get(i).getAsJsonObject();
      if (!state.matches(rule)) {
        continue;
      }
      String action = rule.has("action") ? rule.get("action").getAsString() : "route";
      switch (action) {
        case "route-options" -> state.redirect(rule);
        case "sniff" -> {
          if (question.sniffed() == null || question.sniffed().protocol() == null) {
            return i + ":sniff";
          }
        }
        case "resolve" -> {
          if (state.destination instanceof Destination.Name) {
            return i + ":resolve";
          }
        }
        case "route" -> {
          return i + ":route " + rule.get("outbound").getAsString();
        }
        default -> {
          return i + ":" + action;
        }
      }
    }
    return "final";
  }

  private void redirect(JsonObject rule) {
    if (rule.has("override_address")) {
      String host = rule.get("override_address").getAsString();
      if (!host.equals(destination.host())) {
        resolved = List.of();
      }
      destination = Destination.of(host, destination.port());
    }
    if (rule.has("override_port")) {
      destination = destination.withPort(rule.get("override_port").getAsInt());
    }
  }

  private boolean matches(JsonObject rule) {
    boolean result = true;
    if (rule.has("type") && rule.get("type").getAsString().equals("logical")) {
      boolean and = rule.get("mode").getAsString().equals("and");
      result = and;
      for (var part : rule.getAsJsonArray("rules")) {
        boolean one = matches(part.getAsJsonObject());
        result = and ? result && one : result || one;
      }
    } else {
      for (var group :
          List.of(
              List.of(
                  "domain",
                  "domain_suffix",
                  "domain_keyword",
                  "domain_regex",
                  "ip_cidr",
                  "ip_is_private"),
              List.of("source_ip_cidr", "source_ip_is_private"),
              List.of("port", "port_range"),
              List.of("source_port", "source_port_range"),
              List.of("network"),
              List.of("inbound"),
              List.of("interface"),
              List.of("auth_user"),
              List.of("protocol"),
              List.of("ip_version"))) {
        var present = group.stream().filter(rule::has).toList();
        if (!present.isEmpty()) {
          result &= present.stream().anyMatch(field -> field(field, rule.get(field)));
        }
      }
    }
    return result != (rule.has("invert") && rule.get("invert").getAsBoolean());
  }

  private boolean field(String field, JsonElement values) {
    var origin = question.flow().origin();
    var source =
        origin.source().getAddress() == null
            ? List.<InetAddress>of()
            : List.of(origin.source().getAddress());
    return switch (field) {
      case "domain" -> named(values, (name, value) -> name.equals(value));
      case "domain_suffix" ->
          named(
              values,
              (name, value) ->
                  value.startsWith(".")
                      ? name.endsWith(value)
                      : name.equals(value) || name.endsWith("." + value));
      case "domain_keyword" -> named(values, String::contains);
      case "domain_regex" ->
          named(values, (name, value) -> Pattern.compile(value).matcher(name).find());
      case "ip_cidr" -> within(targets(), values);
      case "ip_is_private" -> PRIVATE.stream().anyMatch(net -> within(targets(), net));
      case "source_ip_cidr" -> within(source, values);
      case "source_ip_is_private" -> PRIVATE.stream().anyMatch(net -> within(source, net));
      case "port" -> any(values, port -> Integer.parseInt(port) == destination.port());
      case "port_range" -> any(values, range -> inRange(range, destination.port()));
      case "source_port" ->
          any(values, port -> Integer.parseInt(port) == origin.source().getPort());
      case "source_port_range" -> any(values, range -> inRange(range, origin.source().getPort()));
      case "network" -> any(values, question.flow().network().label()::equals);
      case "inbound" -> any(values, origin.inbound()::equals);
      case "interface" -> any(values, word -> word.equals(origin.interfaceName()));
      case "auth_user" -> any(values, word -> word.equals(origin.user()));
      case "protocol" ->
          any(
              values,
              word ->
                  question.sniffed() != null
                      && question.sniffed().protocol() != null
                      && question.sniffed().protocol().label().equals(word));
      case "ip_version" ->
          destination instanceof Destination.Address address
              && address.ip().getAddress().length == (values.getAsInt() == 4 ? 4 : 16);
      default -> throw new IllegalArgumentException(field);
    };
  }

  private interface NameTest {
    boolean test(String name, String value);
  }

  private boolean named(JsonElement values, NameTest test) {
    String name = name();
    return name != null && any(values, value -> test.test(name, value));
  }

  private @Nullable String name() {
    if (question.sniffed() != null && question.sniffed().domain() != null) {
      return question.sniffed().domain();
    }
    return destination instanceof Destination.Name name ? name.host() : null;
  }

  private List<InetAddress> targets() {
    return destination instanceof Destination.Address address ? List.of(address.ip()) : resolved;
  }

  private static boolean any(JsonElement values, Predicate<String> test) {
    var texts = new ArrayList<String>();
    if (values.isJsonArray()) {
      values.getAsJsonArray().forEach(value -> texts.add(value.getAsString()));
    } else {
      texts.add(values.getAsString());
    }
    return texts.stream().anyMatch(test);
  }

  private static boolean within(List<InetAddress> addresses, JsonElement nets) {
    return any(nets, net -> within(addresses, net));
  }

  private static boolean within(List<InetAddress> addresses, String net) {
    String[] parts = net.split("/");
    byte[] base = Asked.ip(parts[0]).getAddress();
    int length = parts.length == 1 ? base.length * 8 : Integer.parseInt(parts[1]);
    int shift = base.length * 8 - length;
    return addresses.stream()
        .map(InetAddress::getAddress)
        .filter(bytes -> bytes.length == base.length)
        .anyMatch(
            bytes ->
                new BigInteger(1, bytes)
                    .shiftRight(shift)
                    .equals(new BigInteger(1, base).shiftRight(shift)));
  }

  private static boolean inRange(String range, int port) {
    String[] ends = range.split(":", -1);
    return port >= (ends[0].isEmpty() ? 0 : Integer.parseInt(ends[0]))
        && port <= (ends[1].isEmpty() ? 65535 : Integer.parseInt(ends[1]));
  }
}
