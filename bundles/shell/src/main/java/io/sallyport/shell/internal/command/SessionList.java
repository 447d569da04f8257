// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import static io.sallyport.shell.internal.text.Table.Column.number;
import static io.sallyport.shell.internal.text.Table.Column.text;
import static io.sallyport.shell.internal.text.Table.Column.word;

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
import java.util.function.Predicate;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code session:list}: what goes through now, once or again and again. */
@Component(
    service = SessionList.class,
    property = {"osgi.command.scope=session", "osgi.command.function=list"})
public final class SessionList {

  private static final int ROWS = 100;
  private static final int WIDE = 120;

  /** Between the two looks that a rate takes where nobody watches. */
  private static final long LOOK_MILLIS = 500;

  private final Sessions sessions;
  private final InstantSource clock;

  /** For declarative services. */
  @Activate
  public SessionList(@Reference Sessions sessions) {
    this(sessions, InstantSource.system());
  }

  SessionList(Sessions sessions, InstantSource clock) {
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
      @Parameter(names = "--user", absentValue = "")
          @Descriptor("only those of this user")
          @Value("NAME")
          String user,
      @Parameter(names = "--source", absentValue = "")
          @Descriptor("only those of this client address, its port left out")
          @Value("ADDRESS")
          String source,
      @Parameter(names = "--destination", absentValue = "")
          @Descriptor("only those whose destination contains this")
          @Value("TEXT")
          String destination,
      @Parameter(names = "--state", absentValue = "")
          @Descriptor("only those in this state")
          @Value(
              value = "STATE",
              kind = Value.Kind.WORDS,
              words = {"deciding", "connecting", "active", "half_closed", "draining"})
          String state,
      @Parameter(names = "--sort", absentValue = "")
          @Descriptor("largest first: up or down (bytes), rate (bytes a second), age, idle")
          @Value(
              value = "BY",
              kind = Value.Kind.WORDS,
              words = {"up", "down", "rate", "age", "idle"})
          String sort,
      @Parameter(
              names = {"-n", "--limit"},
              absentValue = "")
          @Descriptor("at most so many; 0 for all. 100 in a table, all in JSON")
          @Value("N")
          String limit,
      @Parameter(names = "--watch", presentValue = "true", absentValue = "false")
          @Descriptor("again and again until it is interrupted")
          boolean watch,
      @Parameter(names = "--interval", absentValue = "2")
          @Descriptor("seconds between two lists of --watch")
          @Value("SECONDS")
          String interval,
      @Parameter(names = "--json", presentValue = "true", absentValue = "false")
          @Descriptor("as JSON for scripts")
          boolean json)
      throws CommandFailure, InterruptedException {
    var wanted =
        wanted(inbound, outbound, user, source, state)
            .and(one -> one.flow().destination().toString().contains(destination));
    var rates = new SessionRates();
    var order = sort.isEmpty() ? null : order(sort, rates);
    long most =
        limit.isEmpty() ? (json ? 0 : ROWS) : Arguments.number("-n", limit, 0, Long.MAX_VALUE);
    long seconds = Arguments.number("--interval", interval, 1, 3600);
    boolean rated = watch || sort.equals("rate");
    Screen screen = Screen.of(shell);
    if (rated) {
      rates.look(look(wanted), System.nanoTime());
      Thread.sleep(LOOK_MILLIS);
    }
    while (true) {
      var all = look(wanted);
      rates.look(all, System.nanoTime());
      if (order != null) {
        all.sort(order);
      }
      if (watch && !json) {
        screen.clear();
      }
      show(screen, all, most, json, rated ? rates : null);
      if (!watch || screen.out().checkError()) {
        return;
      }
      Thread.sleep(seconds * 1000);
    }
  }

  private List<SessionView> look(Predicate<Session> wanted) {
    var all = new ArrayList<SessionView>();
    sessions.live().stream().filter(wanted).forEach(s -> all.add(SessionView.of(s, clock)));
    return all;
  }

  private static Predicate<Session> wanted(
      String inbound, String outbound, String user, String source, String state)
      throws CommandFailure {
    Predicate<Session> wanted = session -> true;
    if (!inbound.isEmpty()) {
      wanted = wanted.and(one -> one.flow().origin().inbound().equals(inbound));
    }
    if (!outbound.isEmpty()) {
      wanted = wanted.and(one -> outbound.equals(one.outbound()));
    }
    if (!user.isEmpty()) {
      wanted = wanted.and(one -> user.equals(one.flow().origin().user()));
    }
    if (!source.isEmpty()) {
      wanted = wanted.and(one -> source.equals(one.flow().origin().source().getHostString()));
    }
    if (!state.isEmpty()) {
      var states = Arrays.stream(Session.State.values()).map(Session.State::label).toList();
      String label = Arguments.word("--state", state, states);
      wanted = wanted.and(one -> one.state().label().equals(label));
    }
    return wanted;
  }

  private static Comparator<SessionView> order(String sort, SessionRates rates)
      throws CommandFailure {
    Comparator<SessionView> ascending =
        switch (Arguments.word("--sort", sort, List.of("up", "down", "rate", "age", "idle"))) {
          case "up" -> Comparator.comparing(SessionView::up);
          case "down" -> Comparator.comparing(SessionView::down);
          case "rate" -> Comparator.comparing(rates::of);
          case "age" -> Comparator.comparing(SessionView::age);
          default -> Comparator.comparing(SessionView::idle);
        };
    return ascending.reversed();
  }

  private static void show(
      Screen screen, List<SessionView> all, long most, boolean json, @Nullable SessionRates rates) {
    var shown = most == 0 || most >= all.size() ? all : all.subList(0, (int) most);
    if (json) {
      screen.json(
          Json.array(
              shown,
              view ->
                  rates == null
                      ? view.json()
                      : view.json().put("bytes_per_second", rates.of(view))));
      return;
    }
    screen.show(table(shown, screen.width() >= WIDE, rates), "no sessions");
    if (shown.size() < all.size()) {
      screen.line(Tone.DIM, (all.size() - shown.size()) + " more; -n 0 shows all");
    }
  }

  private static Table table(List<SessionView> views, boolean wide, @Nullable SessionRates rates) {
    var columns = new ArrayList<Table.Column>(List.of(number("ID"), word("STATE"), number("AGE")));
    columns.addAll(List.of(number("IDLE"), text("INBOUND"), text("DESTINATION"), text("OUTBOUND")));
    if (wide) {
      columns.addAll(List.of(text("RULE"), text("SOURCE"), text("USER")));
    }
    columns.addAll(List.of(number("UP"), number("DOWN")));
    if (rates != null) {
      columns.add(number("RATE"));
    }
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
      if (rates != null) {
        row.add(Human.bytes(rates.of(view)) + "/s");
      }
      table.row(row.toArray());
    }
    return table;
  }
}
