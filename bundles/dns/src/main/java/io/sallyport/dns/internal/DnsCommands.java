// SPDX-License-Identifier: Apache-2.0
package io.sallyport.dns.internal;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.word;

import io.sallyport.command.CommandFailure;
import io.sallyport.command.Human;
import io.sallyport.command.Json;
import io.sallyport.command.Listing;
import io.sallyport.command.Screen;
import io.sallyport.command.Table;
import io.sallyport.command.Tone;
import io.sallyport.command.Value;
import io.sallyport.dns.internal.server.Counters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scope {@code dns}: the resolvers of inbounds, and what they keep. */
@Component(
    service = DnsCommands.class,
    property = {
      "osgi.command.scope=dns",
      "osgi.command.function=list",
      "osgi.command.function=cache",
      "osgi.command.function=flush",
      "osgi.command.function=fakeip"
    })
public final class DnsCommands {

  private static final int MOST_LINES = 1000;

  private static final Listing<InterfaceResolver> RESOLVERS =
      new Listing<>(
          "no inbound has DNS",
          List.of(
              word("INBOUND"),
              number("QUERIES"),
              number("CACHED"),
              number("ASKED"),
              number("FAKEIP"),
              number("SERVFAIL"),
              number("WAITING")),
          DnsCommands::counted,
          one -> new Json().put("inbound", one.tag()).putAll(new TreeMap<>(one.counters())));

  private static @Nullable Object[] counted(InterfaceResolver one) {
    var counts = one.counters();
    return Table.cells(
        one.tag(),
        counts.get("queries"),
        counts.get(Counters.Count.CACHE_HITS.name().toLowerCase(Locale.ROOT)),
        counts.get("asked"),
        counts.get("fakeip"),
        counts.get("servfail"),
        counts.get("waiting"));
  }

  private final Resolvers resolvers;

  /** Commands over the resolvers that are open. */
  @Activate
  public DnsCommands(@Reference Resolvers resolvers) {
    this.resolvers = resolvers;
  }

  /** {@code dns:list}. */
  @Descriptor("lists the inbounds that have DNS, and what their resolvers have counted")
  public void list(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json) {
    RESOLVERS.show(shell, json, resolvers.all());
  }

  /** {@code dns:cache [INBOUND...]}. */
  @Descriptor("shows the answers that are kept")
  public void cache(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("tags of inbounds; all if none is given")
          @Value(value = "INBOUND", kind = Value.Kind.INBOUND, optional = true)
          String[] inbounds)
      throws CommandFailure {
    var kept = new ArrayList<KeptAnswer>();
    for (var resolver : resolvers.tagged().chosen(inbounds).values()) {
      resolver.cache().lines().forEach(line -> kept.add(new KeptAnswer(resolver.tag(), line)));
    }
    KeptAnswer.LISTING.show(shell, json, kept, MOST_LINES);
  }

  /** {@code dns:flush [INBOUND...]}. */
  @Descriptor("forgets the answers that are kept; fake addresses stay")
  public void flush(
      CommandSession shell,
      @Descriptor("tags of inbounds; all if none is given")
          @Value(value = "INBOUND", kind = Value.Kind.INBOUND, optional = true)
          String[] inbounds)
      throws CommandFailure {
    var chosen = resolvers.tagged().chosen(inbounds).values();
    Screen screen = Screen.of(shell);
    if (chosen.isEmpty()) {
      screen.line(Tone.DIM, "no inbound has DNS");
    }
    for (var one : chosen) {
      screen.line(one.tag() + ": " + Human.count(one.cache().clear(), "answer") + " forgotten");
    }
  }

  /** {@code dns:fakeip [INBOUND...]}. */
  @Descriptor("shows fake addresses and the names that they stand for")
  public void fakeip(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("tags of inbounds; all if none is given")
          @Value(value = "INBOUND", kind = Value.Kind.INBOUND, optional = true)
          String[] inbounds)
      throws CommandFailure {
    var fakes = new ArrayList<FakeAddresses>();
    for (var resolver : resolvers.tagged().chosen(inbounds).values()) {
      var pool = resolver.generation().pool();
      if (pool != null) {
        for (var held : pool.held()) {
          fakes.add(
              FakeAddresses.of(
                  resolver.tag(),
                  pool.inet4(held.offset()),
                  pool.inet6(held.offset()),
                  held.name()));
        }
      }
    }
    FakeAddresses.LISTING.show(shell, json, fakes, MOST_LINES);
  }
}
