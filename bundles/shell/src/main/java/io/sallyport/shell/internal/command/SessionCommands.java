// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static io.sallyport.shell.internal.text.Table.Column.number;
import static io.sallyport.shell.internal.text.Table.Column.text;
import static io.sallyport.shell.internal.text.Table.Column.word;

import io.sallyport.api.ConnectFailure;
import io.sallyport.api.Session;
import io.sallyport.api.Sessions;
import io.sallyport.shell.internal.text.Human;
import io.sallyport.shell.internal.text.Json;
import io.sallyport.shell.internal.text.Screen;
import io.sallyport.shell.internal.text.Table;
import io.sallyport.shell.internal.text.Tone;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Scope {@code session}: what goes through now. */
@Component(
    service = SessionCommands.class,
    property = {
      "osgi.command.scope=session",
      "osgi.command.function=list",
      "osgi.command.function=show",
      "osgi.command.function=close",
      "osgi.command.function=stats"
    })
public final class SessionCommands {

  private static final int ROWS = 100;
  private static final int WIDE = 120;

  private final Sessions sessions;
  private final InstantSource clock;

  /** For declarative services. */
  @Activate
  public SessionCommands(@Reference Sessions sessions) {
    this(sessions, InstantSource.system());
  }

  SessionCommands(Sessions sessions, InstantSource clock) {
    this.sessions = sessions;
    this.clock = clock;
  }

  /** {@code session:list}. */
  @Descriptor("lists the sessions that are not over, oldest first")
  public void list(
      CommandSession shell,
      @Parameter(names = "--inbound", absentValue = "")
          @Descriptor("only those of this inbound")
          @Value(value = "TAG", kind = Value.Kind.INBOUND)
          String inbound,
      @Parameter(names = "--outbound", absentValue = "")
          @Descriptor("only those by this outbound")
          @Value(value = "TAG", kind = Value.Kind.OUTBOUND)
          String outbound,
      @Parameter(names = "--state", absentValue = "")
          @Descriptor("only those in this state")
          @Value(
              value = "STATE",
              kind = Value.Kind.WORDS,
              words = {"deciding", "connecting", "active", "half_closed", "draining"})
          String state,
      @Parameter(names = "--sort", absentValue = "")
          @Descriptor("largest first: up or down (bytes), age, idle")
          @Value(
              value = "BY",
              kind = Value.Kind.WORDS,
              words = {"up", "down", "age", "idle"})
          String sort,
      @Parameter(
              names = {"-n", "--limit"},
              absentValue = "")
          @Descriptor("at most so many; 0 for all. 100 in a table, all in JSON")
          @Value("N")
          String limit,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json)
      throws CommandFailure {
    Predicate<Session> wanted = session -> true;
    if (!inbound.isEmpty()) {
      wanted = wanted.and(one -> one.flow().origin().inbound().equals(inbound));
    }
    if (!outbound.isEmpty()) {
      wanted = wanted.and(one -> outbound.equals(one.outbound()));
    }
    if (!state.isEmpty()) {
      var states = Arrays.stream(Session.State.values()).map(Session.State::label).toList();
      String label = Arguments.word("--state", state, states);
      wanted = wanted.and(one -> one.state().label().equals(label));
    }
    var order = sort.isEmpty() ? null : order(sort);
    long most =
        limit.isEmpty() ? (json ? 0 : ROWS) : Arguments.number("-n", limit, 0, Long.MAX_VALUE);

    var all = new ArrayList<SessionView>();
    sessions.live().stream().filter(wanted).forEach(s -> all.add(SessionView.of(s, clock)));
    if (order != null) {
      all.sort(order);
    }
    var shown = most == 0 || most >= all.size() ? all : all.subList(0, (int) most);
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(Json.array(shown, SessionView::json));
      return;
    }
    screen.show(table(shown, screen.width() >= WIDE), "no sessions");
    if (shown.size() < all.size()) {
      screen.line(Tone.DIM, (all.size() - shown.size()) + " more; -n 0 shows all");
    }
  }

  private static Comparator<SessionView> order(String sort) throws CommandFailure {
    Comparator<SessionView> ascending =
        switch (Arguments.word("--sort", sort, List.of("up", "down", "age", "idle"))) {
          case "up" -> Comparator.comparing(SessionView::up);
          case "down" -> Comparator.comparing(SessionView::down);
          case "age" -> Comparator.comparing(SessionView::age);
          default -> Comparator.comparing(SessionView::idle);
        };
    return ascending.reversed();
  }

  private static Table table(List<SessionView> views, boolean wide) {
    var columns = new ArrayList<Table.Column>(List.of(number("ID"), word("STATE"), number("AGE")));
    columns.addAll(List.of(number("IDLE"), text("INBOUND"), text("DESTINATION"), text("OUTBOUND")));
    if (wide) {
      columns.addAll(List.of(text("RULE"), text("SOURCE"), text("USER")));
    }
    columns.addAll(List.of(number("UP"), number("DOWN")));
    var table = new Table(columns.toArray(Table.Column[]::new));
    for (var view : views) {
      var session = view.session();
      var row = new ArrayList<Object>();
      row.add(view.id());
      row.add(Shown.state(session.state()));
      row.add(Human.age(view.age()));
      row.add(Human.age(view.idle()));
      row.add(view.inbound());
      row.add(session.flow().destination());
      row.add(Shown.orDash(session.outbound()));
      if (wide) {
        row.add(Shown.orDash(session.rule()));
        row.add(Shown.orDash(view.source()));
        row.add(Shown.orDash(session.flow().origin().user()));
      }
      row.add(Human.bytes(view.up()));
      row.add(Human.bytes(view.down()));
      table.row(row.toArray());
    }
    return table;
  }

  /** {@code session:show}. */
  @Descriptor("shows all that is known of one session")
  public void show(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json,
      @Descriptor("its number, as session:list shows it")
          @Value(value = "ID", kind = Value.Kind.SESSION)
          String id)
      throws CommandFailure {
    var view = SessionView.of(find(id), clock);
    Screen screen = Screen.of(shell);
    if (json) {
      screen.json(view.json());
      return;
    }
    var session = view.session();
    var origin = session.flow().origin();
    var sniffed = session.sniffed();
    screen.field("id", view.id());
    screen.field("state", Shown.state(session.state()));
    screen.field("inbound", origin.inbound() + " (" + origin.inboundType() + ")");
    if (origin.interfaceName() != null) {
      screen.field("interface", origin.interfaceName());
    }
    screen.field("source", Shown.orDash(view.source()));
    screen.field("user", Shown.orDash(origin.user()));
    screen.field("network", session.flow().network());
    screen.field("destination", session.flow().destination());
    if (sniffed != null) {
      screen.field(
          "sniffed",
          (sniffed.protocol() == null ? "nothing known" : sniffed.protocol().label())
              + (sniffed.domain() == null ? "" : " " + sniffed.domain()));
    }
    screen.field("outbound", Shown.orDash(session.outbound()));
    screen.field("rule", Shown.orDash(session.rule()));
    screen.field("started", session.started() + " (" + Human.age(view.age()) + " ago)");
    screen.field("idle", Human.age(view.idle()));
    screen.field("up", Human.bytes(view.up()) + " (" + view.up() + ")");
    screen.field("down", Human.bytes(view.down()) + " (" + view.down() + ")");
  }

  /** {@code session:close}. */
  @Descriptor("ends sessions at once; what is not yet delivered is lost")
  public void close(
      CommandSession shell,
      @Parameter(names = "--inbound", absentValue = "")
          @Descriptor("all of this inbound")
          @Value(value = "TAG", kind = Value.Kind.INBOUND)
          String inbound,
      @Parameter(names = "--outbound", absentValue = "")
          @Descriptor("all by this outbound")
          @Value(value = "TAG", kind = Value.Kind.OUTBOUND)
          String outbound,
      @Parameter(names = "--all", presentValue = "true", absentValue = "false")
          @Descriptor("all there are")
          boolean all,
      @Descriptor("numbers, as session:list shows them")
          @Value(value = "ID", kind = Value.Kind.SESSION, optional = true)
          String[] ids)
      throws CommandFailure {
    int ways =
        (ids.length > 0 ? 1 : 0)
            + (inbound.isEmpty() ? 0 : 1)
            + (outbound.isEmpty() ? 0 : 1)
            + (all ? 1 : 0);
    if (ways != 1) {
      throw CommandFailure.usage("give ids, or one of --inbound, --outbound, --all");
    }
    var chosen = new ArrayList<Session>();
    var missing = new ArrayList<String>();
    for (String id : ids) {
      var session = sessions.find(Arguments.number("ID", id, 0, Long.MAX_VALUE));
      if (session == null) {
        missing.add(id);
      } else {
        chosen.add(session);
      }
    }
    if (ids.length == 0) {
      for (var session : sessions.live()) {
        if (all
            || session.flow().origin().inbound().equals(inbound)
            || (!outbound.isEmpty() && outbound.equals(session.outbound()))) {
          chosen.add(session);
        }
      }
    }
    chosen.forEach(Session::close);
    Screen.of(shell).line(Human.count(chosen.size(), "session") + " closed");
    if (!missing.isEmpty()) {
      throw CommandFailure.failed("no session " + String.join(", ", missing));
    }
  }

  /** {@code session:stats}. */
  @Descriptor("counts sessions and bytes by inbound, outbound and rule, since start")
  public void stats(
      CommandSession shell,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json) {
    Screen screen = Screen.of(shell);
    var counts = sessions.counts();
    if (json) {
      screen.json(Json.array(counts, SessionCommands::json));
      return;
    }
    var table =
        new Table(
            text("INBOUND"),
            text("OUTBOUND"),
            text("RULE"),
            number("ACTIVE"),
            number("TOTAL"),
            number("FAILED"),
            number("UP"),
            number("DOWN"));
    var reasons = new TreeMap<ConnectFailure.Reason, Long>();
    for (var count : counts) {
      count.failed().forEach((reason, number) -> reasons.merge(reason, number, Long::sum));
      long failed = failures(count);
      table.row(
          count.inbound(),
          count.outbound(),
          count.rule(),
          count.active(),
          count.total(),
          Shown.number(failed, Tone.WARN),
          Human.bytes(count.up()),
          Human.bytes(count.down()));
    }
    screen.show(table, "no session yet");
    if (!reasons.isEmpty()) {
      screen.line(
          reasons.entrySet().stream()
              .map(entry -> entry.getKey().label() + " " + entry.getValue())
              .collect(Collectors.joining(", ", "failed: ", "")));
    }
  }

  private static long failures(Sessions.Count count) {
    return count.failed().values().stream().mapToLong(Long::longValue).sum();
  }

  private static Json json(Sessions.Count count) {
    var failed = new Json();
    new TreeMap<>(count.failed()).forEach((reason, number) -> failed.put(reason.label(), number));
    return new Json()
        .put("inbound", count.inbound())
        .put("outbound", count.outbound())
        .put("rule", count.rule())
        .put("active", count.active())
        .put("total", count.total())
        .put("failed", failures(count))
        .put("failed_by_reason", failed)
        .put("up_bytes", count.up())
        .put("down_bytes", count.down());
  }

  private Session find(String id) throws CommandFailure {
    var session = sessions.find(Arguments.number("ID", id, 0, Long.MAX_VALUE));
    if (session == null) {
      throw CommandFailure.failed("no session " + id + "; it is over, or never was");
    }
    return session;
  }
}
