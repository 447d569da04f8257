// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static io.sallyport.command.Table.Column.number;
import static io.sallyport.command.Table.Column.text;
import static io.sallyport.command.Table.Column.word;

import io.sallyport.api.Destination;
import io.sallyport.api.Sessions;
import io.sallyport.api.Transport;
import io.sallyport.api.config.GoDuration;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Human;
import io.sallyport.command.Json;
import io.sallyport.command.Listing;
import io.sallyport.command.Screen;
import io.sallyport.command.Table;
import io.sallyport.command.Tagged;
import io.sallyport.command.Tone;
import io.sallyport.command.Value;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scope {@code outbound}: the ways out, and whether they work. */
@Component(
    service = OutboundCommands.class,
    property = {
      "osgi.command.scope=outbound",
      "osgi.command.function=list",
      "osgi.command.function=show",
      "osgi.command.function=test"
    })
public final class OutboundCommands {

  private final Sessions sessions;
  private final Transport transport;

  private final Listing<Sessions.Registered> listing =
      new Listing<>(
          "no outbounds",
          List.of(
              word("TAG"),
              word("TYPE"),
              word("NETWORK"),
              number("ACTIVE"),
              number("TOTAL"),
              number("FAILED"),
              text("STATE")),
          this::row,
          this::json);

  /** For declarative services. */
  @Activate
  public OutboundCommands(@Reference Sessions sessions, @Reference Transport transport) {
    this.sessions = sessions;
    this.transport = transport;
  }

  /** {@code outbound:list}. */
  @Descriptor("lists the outbounds that policies can name")
  public void list(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json) {
    listing.show(shell, json, new TreeMap<>(sessions.outbounds()).values());
  }

  /** {@code outbound:show}. */
  @Descriptor("shows all that is known of one outbound")
  public void show(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("which outbound") @Value(value = "TAG", kind = Value.Kind.OUTBOUND) String tag)
      throws CommandFailure {
    var one = find(tag);
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(json(one));
      return;
    }
    var traffic = Traffic.of(sessions.counts(), tag);
    screen.field("tag", one.tag());
    screen.field("type", one.type());
    screen.field("network", network(one));
    screen.field("state", Shown.availability(one.outbound().availability()));
    screen.field("bundle", one.bundle());
    screen.field("file", Shown.orDash(one.file()));
    screen.field("sessions", traffic.active() + " active, " + traffic.total() + " in all");
    screen.field("failed", Shown.number(traffic.failed(), Tone.WARN));
    screen.field("up", Human.bytes(traffic.up()));
    screen.field("down", Human.bytes(traffic.down()));
    var counters = new Table(word("COUNTER"), number("VALUE"));
    one.outbound().counters().forEach((name, value) -> counters.row(name, value));
    if (counters.size() > 0) {
      screen.show(counters, "");
    }
  }

  /** {@code outbound:test}. */
  @Descriptor("connects through an outbound, tells how long it took, and closes at once")
  public void test(
      CommandSession shell,
      @Parameter(names = "--timeout", absentValue = "30s")
          @Descriptor("how long to wait: 30s unless said")
          @Value("DURATION")
          String timeout,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("which outbound") @Value(value = "TAG", kind = Value.Kind.OUTBOUND) String tag,
      @Descriptor("name or address to connect to") @Value("HOST") String host,
      @Descriptor("TCP port to connect to") @Value("PORT") String port)
      throws CommandFailure, InterruptedException {
    Duration deadline;
    Destination destination;
    try {
      deadline = GoDuration.parse(timeout);
      destination = Destination.of(host, Arguments.port("PORT", port));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
    var probe = OutboundProbe.run(find(tag).outbound(), destination, transport.loop(), deadline);
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(probe.json(tag, destination));
    }
    if (probe.failure() != null) {
      throw CommandFailure.failed(
          tag
              + " did not reach "
              + destination
              + " ("
              + probe.millis()
              + "ms): "
              + probe.failure().reason().label()
              + ": "
              + probe.failure().getMessage());
    }
    if (!json) {
      screen.line(Tone.GOOD, tag + " reached " + destination + " in " + probe.millis() + "ms");
    }
  }

  private Sessions.Registered find(String tag) throws CommandFailure {
    return Tagged.of("outbound", sessions.outbounds()).get(tag);
  }

  private @Nullable Object[] row(Sessions.Registered one) {
    var traffic = Traffic.of(sessions.counts(), one.tag());
    return Table.cells(
        one.tag(),
        one.type(),
        network(one),
        traffic.active(),
        traffic.total(),
        Shown.number(traffic.failed(), Tone.WARN),
        Shown.availability(one.outbound().availability()));
  }

  private static String network(Sessions.Registered one) {
    return one.udp() ? "tcp, udp" : "tcp";
  }

  private Json json(Sessions.Registered one) {
    var traffic = Traffic.of(sessions.counts(), one.tag());
    String problem = Shown.problem(one.outbound().availability());
    return new Json()
        .put("tag", one.tag())
        .put("type", one.type())
        .put("udp", one.udp())
        .put("available", problem == null)
        .put("problem", problem)
        .put("bundle", one.bundle())
        .put("file", one.file())
        .put("active", traffic.active())
        .put("total", traffic.total())
        .put("failed", traffic.failed())
        .put("up_bytes", traffic.up())
        .put("down_bytes", traffic.down())
        .put("counters", one.outbound().counters());
  }
}
