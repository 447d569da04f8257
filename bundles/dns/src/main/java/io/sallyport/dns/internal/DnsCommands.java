// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.sallyport.api.Network;
import io.sallyport.api.Origin;
import io.sallyport.dns.internal.server.Counters;
import io.sallyport.dns.internal.wire.AnswerText;
import io.sallyport.dns.internal.wire.Question;
import io.sallyport.dns.internal.wire.WireName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shell commands {@code dns:list}, {@code dns:cache}, {@code dns:flush}... */
@Component(
    service = DnsCommands.class,
    property = {
      "osgi.command.scope=dns",
      "osgi.command.function=list",
      "osgi.command.function=cache",
      "osgi.command.function=flush",
      "osgi.command.function=query",
      "osgi.command.function=fakeip"
    })
@Descriptor("DNS of inbounds: what is asked, kept and faked")
public final class DnsCommands {

  private static final Gson PRETTY =
      new GsonBuilder().setPrettyPrinting().serializeNulls().disableHtmlEscaping().create();

  private static final int MOST_LINES = 1000;

  private final Resolvers resolvers;

  /** Commands over the resolvers that are open. */
  @Activate
  public DnsCommands(@Reference Resolvers resolvers) {
    this.resolvers = resolvers;
  }

  /** {@code dns:list}. */
  @Descriptor("lists the inbounds that have DNS, and what their resolvers have counted")
  public String list(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json) {
    var all = resolvers.all();
    if (json) {
      var array = new JsonArray();
      for (var one : all) {
        var object = new JsonObject();
        object.addProperty("inbound", one.tag());
        new TreeMap<>(one.counters()).forEach(object::addProperty);
        array.add(object);
      }
      return PRETTY.toJson(array);
    }
    if (all.isEmpty()) {
      return "no inbound has DNS";
    }
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("INBOUND", "QUERIES", "CACHED", "ASKED", "FAKEIP", "SERVFAIL", "WAITING"));
    for (var one : all) {
      var counts = one.counters();
      rows.add(
          List.of(
              one.tag(),
              counts.get("queries").toString(),
              counts.get(label(Counters.Count.CACHE_HITS)).toString(),
              counts.get("asked").toString(),
              counts.get("fakeip").toString(),
              counts.get("servfail").toString(),
              counts.get("waiting").toString()));
    }
    return table(rows);
  }

  private static String label(Counters.Count count) {
    return count.name().toLowerCase(Locale.ROOT);
  }

  /** {@code dns:cache [INBOUND]}. */
  @Descriptor("shows the answers that are kept")
  public String cache(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("tag of an inbound; all if none is given") String... inbound) {
    var array = new JsonArray();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("INBOUND", "TTL", "SERVER", "TYPE", "NAME", "ANSWER"));
    for (var resolver : chosen(inbound)) {
      for (var line : resolver.cache().lines()) {
        var question = line.key().ask().question();
        String ttl = line.left() > 0 ? Long.toString(line.left()) : "stale";
        String answer = AnswerText.brief(line.answer());
        if (json) {
          var object = new JsonObject();
          object.addProperty("inbound", resolver.tag());
          object.addProperty("seconds_left", line.left());
          object.addProperty("server", line.key().server());
          object.addProperty("type", Question.typeName(question.type()));
          object.addProperty("name", question.name());
          object.addProperty("answer", answer);
          array.add(object);
        } else if (rows.size() <= MOST_LINES) {
          rows.add(
              List.of(
                  resolver.tag(),
                  ttl,
                  line.key().server(),
                  Question.typeName(question.type()),
                  question.name().isEmpty() ? "." : question.name(),
                  answer));
        }
      }
    }
    return json ? PRETTY.toJson(array) : rows.size() == 1 ? "nothing is kept" : table(rows);
  }

  /** {@code dns:flush [INBOUND]}. */
  @Descriptor("forgets the answers that are kept; fake addresses stay")
  public String flush(@Descriptor("tag of an inbound; all if none is given") String... inbound) {
    return chosen(inbound).stream()
        .map(one -> one.tag() + ": " + one.cache().clear() + " answers forgotten")
        .collect(Collectors.joining("\n"));
  }

  /** {@code dns:query INBOUND NAME}. */
  @Descriptor("asks for the addresses of a name as a client of an inbound would")
  public String query(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("tag of an inbound") String inbound,
      @Descriptor("name to look up") String name)
      throws InterruptedException {
    return query(json, inbound, name, "A");
  }

  /**
   * {@code dns:query INBOUND NAME TYPE}.
   *
   * @throws IllegalArgumentException for an inbound, name or type that is none
   */
  @Descriptor("asks a question as a client of an inbound would")
  public String query(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("tag of an inbound") String inbound,
      @Descriptor("name to look up") String name,
      @Descriptor("type of records: A, AAAA, MX, TXT, PTR...") String type)
      throws InterruptedException {
    var resolver = chosen(inbound).getFirst();
    String plain = name.toLowerCase(Locale.ROOT);
    plain = plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain;
    WireName.bytes(plain);
    var loop = resolvers.transport().loop();
    var origin =
        new Origin(
            inbound,
            "shell",
            null,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            null);
    long start = System.nanoTime();
    var asked =
        resolver.resolve(
            InterfaceResolver.plain(plain, Question.typeOf(type)), Network.UDP, origin, loop);
    boolean done = asked.await(70, TimeUnit.SECONDS);
    long millis = (System.nanoTime() - start) / 1_000_000;
    var outcome = done && asked.isSuccess() ? asked.getNow() : null;
    String problem =
        outcome != null ? null : done ? String.valueOf(asked.cause().getMessage()) : "no answer";
    return json ? json(outcome, problem, millis) : text(outcome, problem, millis);
  }

  private static String text(@Nullable Outcome outcome, @Nullable String problem, long millis) {
    if (outcome == null) {
      return "SERVFAIL after " + millis + " ms: " + problem;
    }
    if (outcome.answer() == null) {
      return "no answer, as " + outcome.by() + " says";
    }
    var lines = new ArrayList<String>();
    lines.add(
        AnswerText.rcode(outcome.answer().rcode())
            + " after "
            + millis
            + " ms from "
            + outcome.by());
    lines.addAll(AnswerText.records(outcome.answer()));
    return String.join("\n", lines);
  }

  private static String json(@Nullable Outcome outcome, @Nullable String problem, long millis) {
    var object = new JsonObject();
    var answer = outcome == null ? null : outcome.answer();
    object.addProperty("rcode", answer == null ? null : AnswerText.rcode(answer.rcode()));
    object.addProperty("by", outcome == null ? null : outcome.by());
    object.addProperty("problem", problem);
    object.addProperty("milliseconds", millis);
    var records = new JsonArray();
    if (answer != null) {
      AnswerText.records(answer).forEach(records::add);
    }
    object.add("records", records);
    return PRETTY.toJson(object);
  }

  /** {@code dns:fakeip [INBOUND]}. */
  @Descriptor("shows fake addresses and the names that they stand for")
  public String fakeip(
      @Descriptor("as JSON for scripts")
          @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          boolean json,
      @Descriptor("tag of an inbound; all if none is given") String... inbound) {
    var array = new JsonArray();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("INBOUND", "IPV4", "IPV6", "NAME"));
    for (var resolver : chosen(inbound)) {
      var pool = resolver.generation().pool();
      if (pool == null) {
        continue;
      }
      for (var held : pool.held()) {
        String inet4 = address(pool.inet4(held.offset()));
        String inet6 = address(pool.inet6(held.offset()));
        if (json) {
          var object = new JsonObject();
          object.addProperty("inbound", resolver.tag());
          object.addProperty("ipv4", inet4);
          object.addProperty("ipv6", inet6);
          object.addProperty("name", held.name());
          array.add(object);
        } else if (rows.size() <= MOST_LINES) {
          rows.add(
              List.of(
                  resolver.tag(),
                  inet4 == null ? "-" : inet4,
                  inet6 == null ? "-" : inet6,
                  held.name()));
        }
      }
    }
    return json ? PRETTY.toJson(array) : rows.size() == 1 ? "no fake addresses" : table(rows);
  }

  private static @Nullable String address(@Nullable InetAddress address) {
    return address == null ? null : io.netty.util.NetUtil.toAddressString(address);
  }

  private List<InterfaceResolver> chosen(String... tags) {
    var all = resolvers.all();
    if (tags.length == 0) {
      return all;
    }
    var chosen = new ArrayList<InterfaceResolver>();
    for (String tag : tags) {
      chosen.add(
          all.stream()
              .filter(one -> one.tag().equals(tag))
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "no inbound \""
                              + tag
                              + "\" has DNS; there are: "
                              + all.stream()
                                  .map(InterfaceResolver::tag)
                                  .collect(Collectors.joining(", ")))));
    }
    return chosen;
  }

  private static String table(List<List<String>> rows) {
    int columns = rows.getFirst().size();
    var text = new StringBuilder();
    for (var row : rows) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      for (int i = 0; i < columns; i++) {
        int column = i;
        int width = rows.stream().mapToInt(one -> one.get(column).length()).max().orElse(0);
        text.append(
            i + 1 == columns
                ? row.get(i)
                : (row.get(i) + " ".repeat(width)).substring(0, width) + "  ");
      }
    }
    return text.toString();
  }
}
