// SPDX-License-Identifier: Apache-2.0
package io.sallyport.shell.internal.command;

import io.sallyport.api.Session;
import io.sallyport.api.Sessions;
import io.sallyport.command.Arguments;
import io.sallyport.command.CommandFailure;
import io.sallyport.command.Screen;
import io.sallyport.command.Value;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code session:list}: what goes through now, once or again and again. */
@Component(
    service = SessionList.class,
    property = {"osgi.command.scope=session", "osgi.command.function=list"})
public final class SessionList {

  private static final int ROWS = 100;

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
        SessionChoice.of(inbound, outbound, user, source, state)
            .and(one -> one.flow().destination().toString().contains(destination));
    var rates = new SessionRates();
    var order = sort.isEmpty() ? null : SessionChoice.order(sort, rates);
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
      new SessionRows(all, rated ? rates : null).show(screen, most, json);
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
}
